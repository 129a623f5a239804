"""A client that runs GraphQL against the schema, as one viewer."""

from collections.abc import Awaitable, Callable
from functools import cache
from typing import Any

import orjson
import pytest

from engine.executor import Executor
from engine.json_body import write_json
from engine.request import GraphQLRequest
from models.values.instant import Instant
from storage.database import Database
from tests.factories import NOW, make_context

Ask = Callable[..., Awaitable[dict[str, Any]]]


@pytest.fixture
def ask(database: Database) -> Ask:
    """`await ask(query, variables, now=…, key=…, **viewer)`: the answer's body, as a client reads it."""

    async def run(
        query: str,
        variables: dict[str, Any] | None = None,
        now: Instant = NOW,
        key: str | None = None,
        **viewer: Any,
    ) -> dict[str, Any]:
        context = make_context(database, now, key=key, **viewer)
        answer = await _executor().run(GraphQLRequest(query, variables), context)
        return orjson.loads(write_json(answer.body))  # type: ignore[no-any-return]

    return run


@cache
def _executor() -> Executor:
    # It keeps nothing but documents, with their plans: each is read once for all tests.
    return Executor()
