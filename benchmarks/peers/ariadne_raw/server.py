"""The application."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiosqlite
from ariadne import load_schema_from_path, make_executable_schema
from ariadne.asgi import GraphQL
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.routing import Route

from benchmarks.peers.ariadne_raw.loaders import Reads
from benchmarks.peers.ariadne_raw.resolvers import BINDABLES

SCHEMA = Path(__file__).parent.parent / "schema.graphql"


def create_app(file: str, project: str) -> Starlette:
    """On a SQLite file; shows one project's live data."""
    schema = make_executable_schema(load_schema_from_path(str(SCHEMA)), *BINDABLES, convert_names_case=True)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[dict[str, Any]]:
        async with aiosqlite.connect(f"file:{file}?mode=ro", uri=True) as connection:
            connection.row_factory = aiosqlite.Row
            yield {"connection": connection}

    def new_context(request: Request[Any], _data: Any = None) -> Reads:
        return Reads(request.state.connection, project)

    return Starlette(routes=[Route("/graphql", GraphQL(schema, context_value=new_context))], lifespan=lifespan)
