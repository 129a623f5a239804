"""Pages of which other origins may read answers: none, unless the settings list them."""

from collections.abc import Sequence

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


def headers_for(origin: str | None, origins: Sequence[str]) -> dict[str, str]:
    """What the middleware adds to an answer, for one that is written before there is a request.

    Where it is not known which origin the page has, it is taken to have the only one that is listed.
    """
    if origin is None and len(origins) == 1:
        [origin] = origins
    if origin is None or origin not in origins:
        return {}
    return {
        "access-control-allow-origin": origin,
        "access-control-expose-headers": ", ".join(_SHOWN),
        "vary": "Origin",
    }


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
