"""Refusals as answers: each error that a route raises, in GraphQL's form with its status."""

from collections.abc import Callable, Mapping
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response

from app.callers import Unauthenticated
from app.failures import log_failure
from app.graphql_request import MalformedRequest, UnsupportedContent
from pdf.errors import RenderBusy, RenderFailed, RenderTimeout
from pdf.routes import DocumentNotFound
from resolvers.invoice_links import BadInvoiceToken
from schema.errors import (
    BAD_USER_INPUT,
    FORBIDDEN,
    TIMEOUT,
    UNAUTHENTICATED,
    UNAVAILABLE,
    error_body,
    internal_error,
)
from schema.execution import MutationRefused

JSON = "application/json"
RETRY_AFTER_SECONDS = "5"

Handler = Callable[[Request[Any], Exception], Response]


def json_response(
    body: Any, status: int = 200, media_type: str = JSON, headers: Mapping[str, str] | None = None
) -> Response:
    """A JSON answer that nobody stores."""
    return Response(
        orjson.dumps(body),
        status_code=status,
        headers={**(headers or {}), "cache-control": "no-store", "x-content-type-options": "nosniff"},
        media_type=f"{media_type}; charset=utf-8",
    )


def refusal(status: int, code: str, message: str | None = None, **headers: str) -> Handler:
    """A handler that answers so; without a message it shows the error's own, which then must be safe."""

    def respond(_: Request[Any], error: Exception) -> Response:
        return json_response(error_body(message or str(error), code), status, headers=headers)

    return respond


def _masked(_: Request[Any], error: Exception) -> Response:
    return json_response({"errors": [internal_error(log_failure(error))]}, 500)


REFUSALS: dict[type[Exception], Handler] = {
    Unauthenticated: refusal(
        401,
        UNAUTHENTICATED,
        "A valid API key is needed: Authorization: Bearer sk_…",
        **{"WWW-Authenticate": "Bearer"},
    ),
    MalformedRequest: refusal(400, BAD_USER_INPUT),
    UnsupportedContent: refusal(415, BAD_USER_INPUT),
    MutationRefused: refusal(405, BAD_USER_INPUT, "A mutation needs POST.", Allow="POST"),
    BadInvoiceToken: refusal(403, FORBIDDEN),
    DocumentNotFound: refusal(404, BAD_USER_INPUT, "There is no such invoice."),
    RenderBusy: refusal(503, UNAVAILABLE, "Too many documents are being made.", **{"Retry-After": RETRY_AFTER_SECONDS}),
    RenderTimeout: refusal(503, TIMEOUT, "The document takes too long to make."),
    RenderFailed: _masked,
}
