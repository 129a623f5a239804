"""The answers to errors that routes raise: a status with a body in GraphQL's form, or a page."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from app.http.accept import GRAPHQL_JSON, JSON, NotAcceptable, choose_media_type, list_languages, wants_page
from app.http.callers import Unauthenticated
from app.http.csrf import CrossSiteRequest
from app.http.graphql_request import METHODS, BatchRefused, MalformedRequest, UnsupportedContent, WrongMethod
from app.http.rate_headers import note_window
from app.http.request_body import RequestTooLarge
from app.http.sliced_response import SlicedResponse
from app.logs.failures import log_failure
from app.logs.outcomes import note_outcome
from app.logs.requests import CLIENT_GONE
from app.rates.rates import RateLimited
from app.retry_after import RETRY_AFTER_SECONDS
from dashboard.page.error_pages import is_page, refusal_page
from engine.errors import (
    BAD_USER_INPUT,
    FORBIDDEN,
    LIMIT_EXCEEDED,
    RATE_LIMITED,
    TIMEOUT,
    UNAUTHENTICATED,
    UNAVAILABLE,
    BadRequest,
    MutationRefused,
    error_body,
    internal_error,
)
from engine.json_body import write_json
from engine.persisted.documents import NotPersisted
from pdf.http.dead_links import dead_link_page
from pdf.locales.catalogues import choose_language
from pdf.store.einvoices import EInvoiceNotFound
from pdf.store.invoice_pdfs import InvoicePdfNotFound
from pdf.workers.errors import RenderBusy, RenderFailed, RenderTimeout, RenderUnavailable
from resolvers.signing.invoice_links import BadInvoiceToken
from storage.concurrency.lanes import TooBusy
from storage.unavailable import DatabaseUnavailable

# Apollo Client puts ten operations into one batch, unless told otherwise.
LONGEST_BATCH_TOLD = 20

Handler = Callable[[Request[Any], Exception], Awaitable[Response]]


def json_response(
    body: Any, status: int = 200, media_type: str = JSON, headers: Mapping[str, str] | None = None
) -> Response:
    """A JSON answer; the code of its first error is the request's outcome."""
    note_outcome(body)
    return SlicedResponse(write_json(body), status, headers, f"{media_type}; charset=utf-8")


def refusal(status: int, code: str, message: str | None = None, **headers: str) -> Handler:
    """A handler that answers with this status and code.

    Without `message` it shows the error's own, which then must be safe.
    """

    async def respond(request: Request[Any], error: Exception) -> Response:
        return _refuse(request, status, code, message or str(error), headers)

    return respond


def _refuse(request: Request[Any], status: int, code: str, message: str, headers: Mapping[str, str]) -> Response:
    body = error_body(message, code)
    if is_page(request.url.path):
        note_outcome(body)
        return refusal_page(status, message, headers)
    media_type = choose_media_type(request.headers.get("accept")) or JSON
    return json_response(body, status, media_type, headers)


def _refusal_of_link(refuse_program: Handler) -> Handler:
    """A handler that answers a browser with a page that says what to do, and programs as `refuse_program` does."""

    async def respond(request: Request[Any], error: Exception) -> Response:
        answer = await refuse_program(request, error)
        if not (request.url.path.startswith(("/invoices/", "/credit-notes/")) and wants_page(request)):
            return answer
        language = choose_language(*list_languages(request.headers.get("accept-language")))
        kept = {name: value for name, value in answer.headers.items() if name == "www-authenticate"}
        return dead_link_page(answer.status_code, getattr(error, "sender", None), language, kept)

    return respond


async def _refuse_rate(request: Request[Any], error: Exception) -> Response:
    assert isinstance(error, RateLimited)  # noqa: S101
    note_window(request.scope, error.window)
    headers = {"retry-after": str(error.retry_after)}
    return _refuse(request, 429, RATE_LIMITED, str(error), headers)


async def _refuse_path(request: Request[Any], error: Exception) -> Response:
    """Answers Starlette's own errors: an unknown path, or a method that the path does not have."""
    assert isinstance(error, HTTPException)  # noqa: S101
    return _refuse(request, error.status_code, BAD_USER_INPUT, f"{error.detail}.", error.headers or {})


async def _refuse_document(request: Request[Any], error: Exception) -> Response:
    """Answers 200 in the older media type, because Apollo Client then sends the text; otherwise 400."""
    assert isinstance(error, NotPersisted)  # noqa: S101
    is_older = choose_media_type(request.headers.get("accept")) != GRAPHQL_JSON
    return _refuse(request, 200 if is_older else 400, error.code, str(error), {})


async def _refuse_batch(request: Request[Any], error: Exception) -> Response:
    """Tells each operation of a batch in the newer media type, because Apollo Client then shows the message."""
    assert isinstance(error, BatchRefused)  # noqa: S101
    body = error_body(str(error), BAD_USER_INPUT)
    note_outcome(body)
    media_type = choose_media_type(request.headers.get("accept")) or JSON
    is_each_told = media_type == GRAPHQL_JSON and error.count <= LONGEST_BATCH_TOLD
    return json_response([body] * error.count if is_each_told else body, 400, media_type)


async def _mask(_: Request[Any], error: Exception) -> Response:
    return json_response({"errors": [internal_error(log_failure(error))]}, 500)


REFUSALS: dict[type[Exception], Handler] = {
    Unauthenticated: _refusal_of_link(
        refusal(
            401,
            UNAUTHENTICATED,
            "A valid API key is needed: Authorization: Bearer sk_…",
            **{"WWW-Authenticate": "Bearer"},
        )
    ),
    WrongMethod: refusal(405, BAD_USER_INPUT, "Use POST, or GET for a query.", Allow=", ".join(METHODS)),
    NotAcceptable: refusal(406, BAD_USER_INPUT, f"The answer is {GRAPHQL_JSON} or {JSON}."),
    CrossSiteRequest: refusal(
        403,
        FORBIDDEN,
        f"A request with a cookie must come from a page of this service, and be a POST of {JSON} or have the header "
        "Apollo-Require-Preflight.",
    ),
    RateLimited: _refuse_rate,
    RequestTooLarge: refusal(413, LIMIT_EXCEEDED),
    MalformedRequest: refusal(400, BAD_USER_INPUT),
    BatchRefused: _refuse_batch,
    BadRequest: refusal(400, BAD_USER_INPUT),
    NotPersisted: _refuse_document,
    UnsupportedContent: refusal(415, BAD_USER_INPUT),
    MutationRefused: refusal(405, BAD_USER_INPUT, "A mutation must be sent as a POST.", Allow="POST"),
    BadInvoiceToken: _refusal_of_link(refusal(403, FORBIDDEN)),
    InvoicePdfNotFound: _refusal_of_link(refusal(404, BAD_USER_INPUT, "Invoice not found.")),
    EInvoiceNotFound: refusal(404, BAD_USER_INPUT, "This invoice has no e-invoice."),
    DatabaseUnavailable: refusal(503, UNAVAILABLE, **{"Retry-After": RETRY_AFTER_SECONDS}),
    TimeoutError: refusal(
        503,
        TIMEOUT,
        "It took too long and was stopped. Please try again; of a list, ask for less with a narrower filter.",
        **{"Retry-After": RETRY_AFTER_SECONDS},
    ),
    TooBusy: refusal(503, UNAVAILABLE, **{"Retry-After": RETRY_AFTER_SECONDS}),
    RenderBusy: refusal(503, UNAVAILABLE, "Too many PDFs are being generated.", **{"Retry-After": RETRY_AFTER_SECONDS}),
    RenderTimeout: refusal(503, TIMEOUT, "The PDF took too long to generate."),
    RenderUnavailable: refusal(
        503, UNAVAILABLE, "No PDF can be generated just now.", **{"Retry-After": RETRY_AFTER_SECONDS}
    ),
    RenderFailed: _mask,
    # The client is gone, so only the log shows this status.
    ClientDisconnect: refusal(CLIENT_GONE, BAD_USER_INPUT, "The client went away."),
    HTTPException: _refuse_path,
}


async def refuse(request: Request[Any], error: Exception) -> Response:
    """The answer to an error, as Starlette would find it; raises the error where there is none."""
    handler = next((REFUSALS[kind] for kind in type(error).__mro__ if kind in REFUSALS), None)
    if handler is None:
        raise error
    return await handler(request, error)
