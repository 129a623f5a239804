"""Who writes the object that a field belongs to, as far as those who write the field need to know."""

from typing import Any, Protocol

from graphql import GraphQLObjectType
from graphql.execution.collect_fields import FieldDetails

from engine.plans.compilation import Compilation
from engine.plans.read_levels import Place
from engine.plans.values import Values


class Parent(Protocol):
    """Objects hold connections, which hold objects again: their writers know one another by this alone."""

    compilation: Compilation
    values: Values
    place: Place

    def write_row(self, of: GraphQLObjectType, details: list[FieldDetails], model: type[Any], place: Place) -> str:
        """The name of a function that writes a row of the model."""

    def write_row_in_place(
        self, of: GraphQLObjectType, details: list[FieldDetails], kind: type[Any], place: Place
    ) -> str:
        """An expression of the `row` of the kind."""

    def values_of(self, kind: type[Any]) -> Values:
        """How rows of the kind are reached."""
