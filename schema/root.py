"""The whole schema, and its SDL."""

import strawberry
from graphql import is_input_object_type
from strawberry.printer import print_schema as print_definitions
from strawberry.schema.config import StrawberryConfig

from schema.mutations.mutation import Mutation
from schema.query import Query
from schema.types.scalars import SCALARS


def _make_schema() -> strawberry.Schema:
    made = strawberry.Schema(query=Query, mutation=Mutation, config=StrawberryConfig(scalar_map=SCALARS))
    for each in made._schema.type_map.values():
        if is_input_object_type(each):
            # Strawberry says it to those who read the schema, but not to the rules that check literals and variables.
            each.is_one_of = each.extensions["strawberry-definition"].is_one_of
    return made


SCHEMA = _make_schema()

# Explicit, though the names are the default ones, so that no reader has to know that.
_ROOT_TYPES = "schema {\n  query: Query\n  mutation: Mutation\n}\n\n"


def print_schema() -> str:
    """The SDL with descriptions and an explicit `schema { … }`, ending in a newline."""
    return f"{_ROOT_TYPES}{print_definitions(SCHEMA)}\n"
