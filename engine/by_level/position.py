"""A field of one type at one place in the document."""

from typing import Any, NamedTuple

from graphql import GraphQLField, GraphQLObjectType, get_nullable_type, is_leaf_type
from graphql.execution.collect_fields import FieldDetails

from engine.by_level.ways import WAYS, Attribute, Way


class Position(NamedTuple):
    """What is asked for of the parents: `details` has the field wherever the document selects it."""

    parent: GraphQLObjectType
    definition: GraphQLField
    details: list[FieldDetails]

    @property
    def name(self) -> str:
        """The field's own name."""
        return self.details[0].node.name.value

    @property
    def way(self) -> Way | None:
        """How it gets its values; None where its resolver is called."""
        return WAYS.get((self.parent.name, self.name))

    @property
    def waits(self) -> bool:
        """Whether to have it may take more than to read and write an attribute."""
        leaf: Any = get_nullable_type(self.definition.type)
        return not (isinstance(self.way, Attribute) and is_leaf_type(leaf))
