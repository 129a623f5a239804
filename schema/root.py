"""The whole schema, and its SDL."""

import strawberry
from strawberry.printer import print_schema as print_definitions
from strawberry.schema.config import StrawberryConfig

from schema.mutations.mutation import Mutation
from schema.query import Query
from schema.types.scalars import SCALARS

SCHEMA = strawberry.Schema(query=Query, mutation=Mutation, config=StrawberryConfig(scalar_map=SCALARS))


# Explicit, though the names are the default ones, so that no reader has to know that.
_ROOT_TYPES = "schema {\n  query: Query\n  mutation: Mutation\n}\n\n"


def print_schema() -> str:
    """The SDL with descriptions and an explicit `schema { … }`, ending in a newline."""
    return f"{_ROOT_TYPES}{print_definitions(SCHEMA)}\n"
