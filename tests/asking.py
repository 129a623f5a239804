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
from pdf.einvoice.describe import describe_einvoice
from resolvers.context import RequestContext
from resolvers.signing.customer_tokens import CustomerTokens
from resolvers.signing.invoice_links import InvoiceLinks
from storage.database import Database
from tests.factories import NOW, make_viewer

Ask = Callable[..., Awaitable[dict[str, Any]]]


def fail(error: Exception) -> str:
    raise AssertionError("a resolver failed inside") from error


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
        links = InvoiceLinks("a secret of the tests", "https://pay.example.com", 30)
        tokens = CustomerTokens("a secret of the tests")
        context = RequestContext(
            database, make_viewer(**viewer), lambda: now, links, tokens, fail, key, describe_einvoice=describe_einvoice
        )
        answer = await _executor().run(GraphQLRequest(query, variables), context)
        return orjson.loads(write_json(answer.body))  # type: ignore[no-any-return]

    return run


@cache
def _executor() -> Executor:
    # It keeps nothing but documents, with their plans: each is read once for all tests.
    return Executor()
