"""GraphQL over HTTP: `/graphql` by POST and, for queries, by GET."""

from dataclasses import dataclass
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from app.failures import log_failure
from app.graphql_request import MalformedRequest, UnsupportedContent, read_parameters, read_request
from app.state import AppState
from models.viewer import Viewer
from resolvers.context import RequestContext
from resolvers.invoice_links import InvoiceLinks
from schema.errors import BAD_USER_INPUT, UNAUTHENTICATED, error_body
from schema.execution import Executor, GraphQLAnswer, MutationRefused

JSON = "application/json"
GRAPHQL_JSON = "application/graphql-response+json"
PATH = "/graphql"


def graphql_routes(executor: Executor, links: InvoiceLinks) -> list[BaseRoute]:
    """The endpoint; a key is needed for every operation."""
    return [Route(PATH, GraphQLEndpoint(executor, links), methods=None)]


@dataclass(frozen=True, slots=True)
class GraphQLEndpoint:
    """An ASGI application of one path, so that it answers other methods in GraphQL's form too."""

    executor: Executor
    links: InvoiceLinks

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answers one HTTP request."""
        response = await self._respond(Request[AppState](scope, receive))
        await response(scope, receive, send)

    async def _respond(self, request: Request[AppState]) -> Response:
        if request.method not in ("GET", "POST"):
            return _error("Use POST, or GET for a query.", BAD_USER_INPUT, 405, Allow="GET, POST")
        if _is_browser_visit(request):
            return RedirectResponse("/graphiql", status_code=303)
        media_type = _acceptable(request.headers.get("accept", "*/*"))
        if media_type is None:
            return _error(f"The answer is {GRAPHQL_JSON} or {JSON}.", BAD_USER_INPUT, 406)
        viewer = await request.state["authenticator"].authenticate(request.headers.get("authorization"))
        if viewer is None:
            return unauthenticated()
        return await self._run(request, viewer, media_type)

    async def _run(self, request: Request[AppState], viewer: Viewer, media_type: str) -> Response:
        is_get = request.method == "GET"
        try:
            asked = read_parameters(request) if is_get else await read_request(request)
            answer = await self.executor.run(asked, self._context(request, viewer), queries_only=is_get)
        except UnsupportedContent as error:
            return _error(str(error), BAD_USER_INPUT, 415)
        except MalformedRequest as error:
            return _error(str(error), BAD_USER_INPUT, 400)
        except MutationRefused:
            return _error("A mutation needs POST.", BAD_USER_INPUT, 405, Allow="POST")
        return _json(answer.body, _status(answer, media_type), media_type)

    def _context(self, request: Request[AppState], viewer: Viewer) -> RequestContext:
        return RequestContext(
            database=request.state["database"],
            viewer=viewer,
            now=request.state["clock"](),
            invoice_links=self.links,
            report=log_failure,
            idempotency_key=request.headers.get("idempotency-key"),
        )


def unauthenticated() -> Response:
    """401 for a missing, malformed, unknown or revoked key; which of them it is stays untold."""
    message = "A valid API key is needed: Authorization: Bearer sk_…"
    return _error(message, UNAUTHENTICATED, 401, **{"WWW-Authenticate": "Bearer"})


def _is_browser_visit(request: Request[AppState]) -> bool:
    asks = "query" in request.query_params or "extensions" in request.query_params
    return request.method == "GET" and not asks and "text/html" in request.headers.get("accept", "")


def _acceptable(accept: str) -> str | None:
    wanted = [part.partition(";")[0].strip().lower() for part in accept.split(",")]
    if GRAPHQL_JSON in wanted:
        return GRAPHQL_JSON
    return JSON if {JSON, "application/*", "*/*", ""} & set(wanted) else None


def _status(answer: GraphQLAnswer, media_type: str) -> int:
    # The older media type reports every well-formed request as 200; the newer one tells it was not run.
    return 200 if answer.executed or media_type == JSON else 400


def _error(message: str, code: str, status: int, **headers: str) -> Response:
    return _json(error_body(message, code), status, JSON, headers)


def _json(body: Any, status: int, media_type: str, headers: dict[str, str] | None = None) -> Response:
    return Response(
        orjson.dumps(body),
        status_code=status,
        headers={**(headers or {}), "cache-control": "no-store", "x-content-type-options": "nosniff"},
        media_type=f"{media_type}; charset=utf-8",
    )
