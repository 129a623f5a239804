"""The security headers of every answer, whether a route, a refusal or a failure made it."""

from collections.abc import Awaitable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.loopback import is_loopback
from app.settings import Settings

YEAR = 365 * 24 * 60 * 60

# A route's own headers win: a PDF may be cached by its reader, GraphiQL runs scripts.
_DEFAULTS = (
    (b"x-content-type-options", b"nosniff"),
    (b"cache-control", b"no-store"),
    (b"referrer-policy", b"no-referrer"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
)
_SECURE_ONLY = (b"strict-transport-security", f"max-age={YEAR}".encode())
# A page that opens one of ours does not get its window: how many frames that has would tell what a search found.
_OWN_WINDOW = (b"cross-origin-opener-policy", b"same-origin")


class SecurityHeaders:
    """The outermost ASGI middleware.

    It adds HSTS only where users reach the service by https, and keeps windows apart there and on this machine:
    elsewhere browsers ignore that, and complain.
    """

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        is_secure = settings.base_url.startswith("https://")
        lasting = (_SECURE_ONLY,) if is_secure else ()
        apart = (_OWN_WINDOW,) if is_secure or is_loopback(settings.host) else ()
        self._defaults = (*_DEFAULTS, *lasting, *apart)
        self._named = frozenset((b"server", *(name for name, _ in self._defaults)))

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        """Passes what is not HTTP through untouched."""

        def send_secured(message: Message) -> Awaitable[None]:
            if message["type"] == "http.response.start":
                message = {**message, "headers": self._secure(message.get("headers", ()))}
            return send(message)

        return self._app(scope, receive, send_secured if scope["type"] == "http" else send)

    def _secure(self, headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
        # Names are in lower case, as ASGI has them.
        for name, _ in headers:
            if name in self._named:
                return self._merge(headers)
        return [*headers, *self._defaults]

    def _merge(self, headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
        given = dict(headers)
        kept = [header for header in headers if header[0] != b"server"]
        return [*kept, *(header for header in self._defaults if header[0] not in given)]
