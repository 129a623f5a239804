"""Pages of which other origins may read answers: none, unless the settings list them."""

from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware

from app.settings import Settings

PREFLIGHT_SECONDS = 600

_ASKED = (
    "Authorization",
    "Content-Type",
    "Idempotency-Key",
    "X-Request-ID",
    "Apollo-Require-Preflight",
    "X-Apollo-Operation-Name",
    "X-Calmony-Cost",
    # A page that traces sends these whether we do or not, and a refused preflight would cost it the answer.
    "Traceparent",
    "Tracestate",
)
_SHOWN = ("X-Request-ID", "Retry-After", "Content-Disposition")


def cors_middleware(settings: Settings) -> list[Middleware]:
    """No middleware if there are no origins: browsers then let no page of another origin read answers.

    Credentials are never allowed: a page of another origin sends a key, not the operator's cookie.
    """
    if not settings.cors_origins:
        return []
    return [
        Middleware(
            CORSMiddleware,
            allow_origins=settings.cors_origins,
            allow_methods=("GET", "HEAD", "POST"),
            allow_headers=_ASKED,
            expose_headers=_SHOWN,
            max_age=PREFLIGHT_SECONDS,
        )
    ]
