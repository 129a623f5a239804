"""The application."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import strawberry
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL
from strawberry.schema.config import StrawberryConfig

from benchmarks.peers.strawberry_sqlmodel.context import Context
from benchmarks.peers.strawberry_sqlmodel.edges import Query
from benchmarks.peers.strawberry_sqlmodel.loaders import Loaders
from schema.types.scalars import SCALARS


class _Server(GraphQL[Context, None]):
    def __init__(self, engine: AsyncEngine, project: str) -> None:
        super().__init__(strawberry.Schema(Query, config=StrawberryConfig(scalar_map=SCALARS)))
        self._engine = engine
        self._project = project

    async def get_context(self, request: Request[Any] | WebSocket, response: Response | WebSocket) -> Context:
        return Context(self._engine, self._project, Loaders(self._engine, self._project))


def create_app(file: str, project: str) -> Starlette:
    """On a SQLite file; shows one project's live data."""
    engine = create_async_engine(f"sqlite+aiosqlite:///{file}")

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        await engine.dispose()

    return Starlette(routes=[Route("/graphql", _Server(engine, project))], lifespan=lifespan)
