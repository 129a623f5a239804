"""`/metrics`: for the bearer of the metrics token, or, where there is none, for this machine alone."""

import asyncio
import secrets
from dataclasses import dataclass
from typing import Any

from pydantic import SecretStr
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from app.http.app_state import AppState
from app.http.refusals import json_response
from app.loopback import is_loopback
from app.metrics.measures import Metrics
from app.metrics.samples import Pools, take_sample
from engine.errors import FORBIDDEN, UNAUTHENTICATED, error_body

# A proxy on this machine calls from here too, for somebody who is not.
FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip", "via")


def metrics_routes(metrics: Metrics, token: SecretStr | None) -> list[BaseRoute]:
    """The endpoint that Prometheus asks.

    The measures name no customer and no key, but they tell how busy a business is. With a `token` only
    `Authorization: Bearer <token>` reads them, from anywhere. Without one they are for clients on a loopback
    address whose request no proxy has passed on: a proxy on this machine that adds no header of its own looks
    like one, so behind such a proxy set a token.
    """
    return [Route("/metrics", MetricsEndpoint(metrics, token).respond, methods=["GET"])]


@dataclass(frozen=True, slots=True)
class MetricsEndpoint:
    """Answers with the measures of all workers."""

    metrics: Metrics
    token: SecretStr | None

    async def respond(self, request: Request[AppState]) -> Response:
        """The measures as text, or in OpenMetrics' form for whoever asks for it."""
        refused = _refuse_stranger(request) if self.token is None else _refuse_bearer(request, self.token)
        if refused is not None:
            return refused
        state = request.state
        take_sample(self.metrics, Pools(state["database"], state["renders"], state["connections"]))
        # Reading the files of many workers takes milliseconds, so it must not block requests.
        text, content_type = await asyncio.to_thread(self.metrics.tell, request.headers.get("accept", ""))
        return Response(text, headers={"content-type": content_type, "cache-control": "no-store"})


def _refuse_bearer(request: Request[Any], token: SecretStr) -> Response | None:
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    expected = token.get_secret_value().encode()
    if scheme.lower() == "bearer" and secrets.compare_digest(given.strip().encode(), expected):
        return None
    body = error_body("The metrics token is needed: Authorization: Bearer …", UNAUTHENTICATED)
    return json_response(body, 401, headers={"WWW-Authenticate": "Bearer"})


def _refuse_stranger(request: Request[Any]) -> Response | None:
    is_direct = not any(name in request.headers for name in FORWARDED)
    if is_direct and request.client is not None and is_loopback(request.client.host):
        return None
    return json_response(
        error_body("Without CALMONY_METRICS_TOKEN, metrics can only be read from this machine.", FORBIDDEN), 403
    )
