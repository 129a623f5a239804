"""Answers the same requests without guards: finds the key, reads JSON, executes the document, writes JSON."""

from dataclasses import dataclass
from typing import Any

import orjson
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from app.contexts import customer_tokens
from app.documents.limits import limits_of
from app.http.callers import HttpCallers
from app.http.shortcut import Shortcut
from app.keys.authenticator import Authenticator
from app.keys.usage import KeyUsage
from app.settings import Settings
from engine.executor import Executor
from engine.json_body import write_json
from engine.request import GraphQLRequest
from models.values.instant import system_clock
from storage.database import Database


def unguarded_app(settings: Settings, database: Database) -> Starlette:
    """An application with the service's own authenticator, context and executor, and nothing around them."""
    usage = KeyUsage(database)
    authenticator = Authenticator(database, usage, system_clock, customer_tokens(settings))
    executor = Executor(limits_of(settings), settings.introspection, settings.plans)
    endpoint = _Endpoint(authenticator, HttpCallers(settings), executor)
    return Starlette(middleware=[Middleware(Shortcut, route=Route("/graphql", endpoint))])


@dataclass(frozen=True, slots=True)
class _Endpoint:
    authenticator: Authenticator
    callers: HttpCallers
    executor: Executor

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request[Any](scope, receive)
        viewer = await self.authenticator.authenticate(request.headers.get("authorization"))
        assert viewer is not None  # noqa: S101 - the benchmark's own key
        asked = orjson.loads(await request.body())
        context = self.callers.open_context(request, viewer)
        answer = await self.executor.run(GraphQLRequest(asked["query"], asked["variables"]), context)
        await Response(write_json(answer.body), media_type="application/json")(scope, receive, send)
