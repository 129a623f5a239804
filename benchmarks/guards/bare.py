"""The same requests answered with no guard: a key looked up, JSON read, the document run, JSON written."""

from typing import Any

import orjson
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.auth import Authenticator
from app.callers import customer_tokens, open_context
from app.key_usage import KeyUsage
from app.limits import limits_of
from app.settings import Settings
from models.database import Database
from models.instant import system_clock
from schema.execution import Executor, GraphQLRequest


def bare_app(settings: Settings, database: Database) -> Starlette:
    """An application with the service's own authenticator, context and executor, and nothing around them."""
    usage = KeyUsage(database, settings.key_usage_interval)
    authenticator = Authenticator(database, usage, system_clock, customer_tokens(settings))
    executor = Executor(limits_of(settings), settings.introspection)

    async def respond(request: Request[Any]) -> Response:
        viewer = await authenticator.authenticate(request.headers.get("authorization"))
        assert viewer is not None  # noqa: S101 - the benchmark's own key
        asked = orjson.loads(await request.body())
        context = open_context(database, viewer, settings)
        answer = await executor.run(GraphQLRequest(asked["query"], asked["variables"]), context)
        return Response(orjson.dumps(answer.body), media_type="application/json")

    return Starlette(routes=[Route("/graphql", respond, methods=["POST"])])
