"""The hosts at which requests are answered, so that no other name leads a browser here (DNS rebinding)."""

from collections.abc import Awaitable, Iterable
from typing import Any
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from app.http.refusals import refusal
from app.settings import Settings
from engine.errors import FORBIDDEN

# What asks there knows an address alone, and learns nothing.
HEALTH = frozenset(("/healthz", "/readyz"))


_refuse = refusal(
    421, FORBIDDEN, "The service does not answer to this host name: see CALMONY_BASE_URL and CALMONY_ALLOWED_HOSTS."
)


class AllowedHosts:
    """ASGI middleware. A request names the host of the base URL, or another one of the settings; its port is ignored.

    Whoever has the metrics token reads the metrics at any host: no page of another site can know it.
    """

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        base = urlsplit(settings.base_url)
        own = base.netloc.rpartition("@")[2].lower().encode()
        self._names = frozenset((own, _without_port(own), *(name.encode() for name in settings.allowed_hosts)))
        self._exempt = HEALTH if settings.metrics_token is None else HEALTH | {"/metrics"}

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        """Passes what is not HTTP through untouched."""
        is_allowed = scope["type"] != "http" or self._is_known(scope["headers"]) or scope["path"] in self._exempt
        return (self._app if is_allowed else _answer_refusal)(scope, receive, send)

    def _is_known(self, headers: Iterable[tuple[bytes, bytes]]) -> bool:
        host = None
        for name, value in headers:
            if name == b"host":
                if host is not None:
                    return False
                host = value
        return host is not None and (host in self._names or _without_port(host) in self._names)


async def _answer_refusal(scope: Scope, receive: Receive, send: Send) -> None:
    response = await _refuse(Request[Any](scope, receive), ValueError())
    await response(scope, receive, send)


def _without_port(host: bytes) -> bytes:
    host = host.lower()
    name, _, port = host.rpartition(b":")
    return name if port.isdigit() and (b":" not in name or name.endswith(b"]")) else host
