"""Compression of answers and files, by the encodings that the client names: zstd, br, gzip."""

from typing import Any

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

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes through what is not HTTP, and every path that is not listed."""
        if scope["type"] == "http" and _may_compress(scope["path"]) and _names_encodings(scope):
            scope[_UNCOMPRESSED] = send
            await self._compressing(scope, receive, send)
        else:
            await self._app(scope, receive, send)


def uncompressed(scope: Scope, send: Send) -> Send:
    """What sends an answer as it is: for one that makes a token."""
    plain: Send = scope.get(_UNCOMPRESSED, send)
    return plain


def _may_compress(path: str) -> bool:
    return path.startswith(_PATHS) or path.endswith(_CSV)


def _names_encodings(scope: Any) -> bool:
    return any(name == b"accept-encoding" for name, _ in scope["headers"])
