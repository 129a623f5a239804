"""GraphQL over HTTP: `/graphql` by POST and, for queries, by GET."""

from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from app.callers import HttpCallers
from app.graphql_request import read_parameters, read_request
from app.refusals import JSON, json_response, refusal
from schema.errors import BAD_USER_INPUT
from schema.execution import Executor, GraphQLAnswer

GRAPHQL_JSON = "application/graphql-response+json"
METHODS = ("GET", "POST")

_WRONG_METHOD = refusal(405, BAD_USER_INPUT, "Use POST, or GET for a query.", Allow=", ".join(METHODS))
_NOT_ACCEPTABLE = refusal(406, BAD_USER_INPUT, f"The answer is {GRAPHQL_JSON} or {JSON}.")


def graphql_routes(executor: Executor, callers: HttpCallers) -> list[BaseRoute]:
    """The endpoint; a key is needed for every operation."""
    return [Route("/graphql", GraphQLEndpoint(executor, callers))]


@dataclass(frozen=True, slots=True)
class GraphQLEndpoint:
    """An ASGI application of one path, so that it answers wrong methods in GraphQL's form too."""

    executor: Executor
    callers: HttpCallers

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answers one HTTP request; raises what `app.refusals` knows how to answer."""
        response = await self._respond(Request(scope, receive))
        await response(scope, receive, send)

    async def _respond(self, request: Request[Any]) -> Response:
        if request.method not in METHODS:
            return _WRONG_METHOD(request, Exception())
        if _is_browser_visit(request):
            return RedirectResponse("/graphiql", status_code=303)
        media_type = _acceptable(request.headers.get("accept", "*/*"))
        if media_type is None:
            return _NOT_ACCEPTABLE(request, Exception())
        context = self.callers.open_context(request, await self.callers.identify(request))
        is_get = request.method == "GET"
        asked = read_parameters(request) if is_get else await read_request(request)
        answer = await self.executor.run(asked, context, queries_only=is_get)
        return json_response(answer.body, _status(answer, media_type), media_type)


def _is_browser_visit(request: Request[Any]) -> bool:
    asks = "query" in request.query_params or "extensions" in request.query_params
    return request.method == "GET" and not asks and "text/html" in request.headers.get("accept", "")


def _acceptable(accept: str) -> str | None:
    wanted = {part.partition(";")[0].strip().lower() for part in accept.split(",")}
    if GRAPHQL_JSON in wanted:
        return GRAPHQL_JSON
    return JSON if {JSON, "application/*", "*/*", ""} & wanted else None


def _status(answer: GraphQLAnswer, media_type: str) -> int:
    # The older media type reports every well-formed request as 200; the newer one tells it was not run.
    return 200 if answer.executed or media_type == JSON else 400
