"""Pages of which other origins may read answers: none, unless the settings list them."""

from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware

from app.http.rate_headers import NAMES
from app.settings import Settings

PREFLIGHT_SECONDS = 600

_ASKED = (
    "Authorization",
    "Content-Type",
    "Idempotency-Key",
    "If-None-Match",
    "X-Request-ID",
    "X-Calmony-Cost",
    # What GraphQL clients and tracing libraries add by themselves: a refused preflight would cost the page its answer.
    "Apollo-Require-Preflight",
    "ApolloGraphQL-Client-Name",
    "ApolloGraphQL-Client-Version",
    "Baggage",
    "GraphQL-Require-Preflight",
    "Sentry-Trace",
    "Traceparent",
    "Tracestate",
    "X-Apollo-Operation-Id",
    "X-Apollo-Operation-Name",
    "X-Requested-With",
)
_SHOWN = ("X-Request-ID", "Retry-After", "Content-Disposition", "ETag", *NAMES)


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
            allow_headers=(*_ASKED, *settings.cors_headers),
            expose_headers=_SHOWN,
            max_age=PREFLIGHT_SECONDS,
        )
    ]
