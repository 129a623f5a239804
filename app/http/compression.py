"""Compression of answers and files, by the encodings that the client names: zstd, br, gzip."""

from collections.abc import Awaitable, Iterable

from starlette.types import ASGIApp, Receive, Scope, Send
from starlette_compress import CompressMiddleware, add_compress_type

# A smaller body takes one packet either way.
MINIMUM_BYTES = 1024

# What is never compressed is whatever holds a secret beside words that a foreign page can choose, since its size would
# then tell the secret letter by letter (BREACH): the operator's pages, whose forms have tokens.
_PATHS = ("/graphql", "/dashboard/static/")
_CSV = ".csv"

_UNCOMPRESSED = "calmony.uncompressed"

add_compress_type("application/graphql-response+json")
add_compress_type("text/csv")


class Compression:
    """ASGI middleware. A request without `Accept-Encoding` passes at no cost."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._compressing = CompressMiddleware(app, minimum_size=MINIMUM_BYTES)

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        """Passes through what is not HTTP, and every path that is not listed."""
        if scope["type"] == "http" and _names_encodings(scope["headers"]) and _may_compress(scope["path"]):
            scope[_UNCOMPRESSED] = send
            return self._compressing(scope, receive, send)
        return self._app(scope, receive, send)


def uncompressed(scope: Scope, send: Send) -> Send:
    """What sends an answer as it is: for one that makes a token."""
    plain: Send = scope.get(_UNCOMPRESSED, send)
    return plain


def may_be_compressed(scope: Scope, size: int) -> bool:
    """Whether a body of this size may be compressed for this client."""
    return _UNCOMPRESSED in scope and size >= MINIMUM_BYTES


def _may_compress(path: str) -> bool:
    return path.startswith(_PATHS) or path.endswith(_CSV)


def _names_encodings(headers: Iterable[tuple[bytes, bytes]]) -> bool:
    for name, _ in headers:  # noqa: SIM110 - a generator takes twice as long
        if name == b"accept-encoding":
            return True
    return False
