"""GraphQL over HTTP: `/graphql` by POST and, for queries, by GET."""

from dataclasses import dataclass
from functools import partial
from typing import Any

from graphql import OperationType
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from app.http.accept import JSON, NotAcceptable, choose_media_type
from app.http.callers import HttpCallers
from app.http.clients import note_client
from app.http.compression import uncompressed
from app.http.conditional import with_validator
from app.http.csrf import refuse_cross_site
from app.http.disconnects import answer_while_connected
from app.http.graphql_request import METHODS, WrongMethod, read_parameters, read_request
from app.http.indexed_request import IndexedRequest
from app.http.rate_headers import rate_headers
from app.http.refusals import json_response, refuse
from app.retry_after import RETRY_AFTER_SECONDS
from engine.answer import GraphQLAnswer
from engine.executor import Executor
from engine.operation_notes import note_requested_name
from engine.persisted.documents import PersistedDocuments
from storage.request_notes import noted

# If it is "1", the answer says what the operation costs.
COST_HEADER = "X-Calmony-Cost"
# In debug mode it says what executed the operation: `plan` or `resolvers`.
EXECUTION_HEADER = "X-Calmony-Execution"
MUTATION = OperationType.MUTATION.value
DOCUMENT_PARAMETERS = frozenset(("query", "extensions", "documentId", "doc_id"))


def graphql_route(executor: Executor, persisted: PersistedDocuments, callers: HttpCallers) -> Route:
    """The route of the endpoint. Every operation needs a key or a session."""
    return Route("/graphql", GraphQLEndpoint(executor, persisted, callers))


@dataclass(frozen=True, slots=True)
class GraphQLEndpoint:
    """The ASGI application of one path. So it answers wrong methods in GraphQL's form, too."""

    executor: Executor
    persisted: PersistedDocuments
    callers: HttpCallers

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answers one HTTP request; raises unexpected errors."""
        request = IndexedRequest(scope, receive)
        try:
            response = await self._respond(request)
        except Exception as error:
            response = await refuse(request, error)
        response.raw_headers += rate_headers(scope)
        # A mutation may make a token, and it would stand beside words that the caller chose.
        if noted().get("operation_type") == MUTATION:
            send = uncompressed(scope, send)
        await response(scope, receive, send)

    async def _respond(self, request: Request[Any]) -> Response:
        note_client(request.headers)
        method = request.scope["method"]
        if method not in METHODS:
            raise WrongMethod
        is_get = method == "GET"
        if is_get and _is_browser_visit(request):
            return RedirectResponse("/graphiql", status_code=303)
        media_type = choose_media_type(request.headers.get("accept"))
        if media_type is None:
            raise NotAcceptable
        refuse_cross_site(request, self.callers.netloc)
        context = self.callers.open_context(request, await self.callers.identify(request))
        limit = self.callers.settings.max_body_bytes
        parameters = read_parameters(request, limit) if is_get else await read_request(request, limit)
        note_requested_name(parameters.operation_name)
        spend = self.callers.spender(request, context)
        graphql_request = await self.persisted.to_request(parameters, context.viewer.project_id, spend)
        large = partial(answer_while_connected, request.receive, request.state["large_requests"].answer)
        answer = await self.executor.run(graphql_request, context, queries_only=is_get, spend=spend, answer_large=large)
        body = answer.body_with_cost() if request.headers.get(COST_HEADER) == "1" else answer.body
        headers = {"Retry-After": RETRY_AFTER_SECONDS} if answer.unavailable else {}
        if self.callers.settings.debug and answer.execution is not None:
            headers[EXECUTION_HEADER] = answer.execution
        response = json_response(body, _status(answer, media_type), media_type, headers)
        return await with_validator(request, response) if is_get and "errors" not in body else response


def _is_browser_visit(request: Request[Any]) -> bool:
    if "text/html" not in request.headers.get("accept", ""):
        return False
    return DOCUMENT_PARAMETERS.isdisjoint(request.query_params)


def _status(answer: GraphQLAnswer, media_type: str) -> int:
    if answer.timed_out or answer.unavailable:
        return 503
    # The older media type answers 200 to every well-formed request, the newer one 400 to one that was not executed.
    return 200 if answer.executed or media_type == JSON else 400
