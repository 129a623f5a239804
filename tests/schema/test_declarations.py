"""Fields resolve as they are declared, and both executors read one declaration."""

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Annotated, Any

import pytest
import strawberry
from graphql import GraphQLField, GraphQLObjectType, graphql
from strawberry import Schema

from models.access.viewer import Viewer
from resolvers.context import RequestContext
from schema.declarations.field import DECLARED, declared_field
from schema.declarations.row_context import Need, RowContext
from schema.root import SCHEMA
from storage.database import Database
from tests.factories import make_context


class Repeated:
    async def resolve_all(self, parents: Sequence[Any], context: RequestContext, asked: tuple[str, int]) -> list[str]:
        word, times = asked
        return [f"{context.viewer.name}: {' '.join([word] * times)}" for _ in parents]


def ask_words(
    _viewer: Viewer,
    first_word: Annotated[str, strawberry.argument(description="What to say.")],
    times: Annotated[int, strawberry.argument(description="How often.")] = 2,
) -> tuple[str, int]:
    return first_word, times


@strawberry.type
class Query:
    words: str = declared_field(Repeated(), "A word, repeated.", ask_words)


def test_the_parameters_of_a_function_are_the_arguments_of_its_field() -> None:
    sdl = Schema(query=Query).as_str()

    assert "firstWord: String!" in sdl
    assert "times: Int! = 2" in sdl
    assert '"""What to say."""' in sdl
    assert "viewer" not in sdl.lower()


@pytest.mark.parametrize("arguments", ['firstWord: "ha"', 'firstWord: "ha", times: 2'])
async def test_a_generated_resolver_takes_the_arguments_with_their_defaults(database: Database, arguments: str) -> None:
    context = make_context(database)

    result = await graphql(Schema(query=Query)._schema, f"{{ words({arguments}) }}", context_value=context)

    assert result.errors is None
    assert result.data == {"words": f"{context.viewer.name}: ha ha"}


@pytest.mark.parametrize("need", Need)
def test_a_need_has_the_same_value_as_its_source(need: Need) -> None:
    request: Any = SimpleNamespace(now=1_700_000_000_000_000)
    row_context = RowContext(request, "cus_1")

    source = need.expression(context="request", customer_id="owner")

    assert need.value_in(row_context) == eval(source, {"request": request, "owner": "cus_1"})


def fields_of(name: str) -> dict[str, GraphQLField]:
    kind = SCHEMA._schema.type_map[name]
    assert isinstance(kind, GraphQLObjectType)
    return kind.fields


@pytest.mark.parametrize("name", ["Query", "CustomerConnection", "CustomerEdge", "PageInfo", "Customer", "Invoice"])
def test_every_field_of_the_schema_that_reads_rows_is_declared(name: str) -> None:
    silent = [
        field_name
        for field_name, field in fields_of(name).items()
        if DECLARED not in field.extensions["strawberry-definition"].metadata
    ]

    assert silent == []
