"""A field of one type at one position in the document."""

from typing import Any, NamedTuple

from graphql import GraphQLField, GraphQLObjectType, get_nullable_type, is_leaf_type
from graphql.execution.collect_fields import FieldDetails

from engine.by_level.field_access import FIELD_ACCESS, Attribute, FieldAccess


class Position(NamedTuple):
    """A field of the parents: `details` has each of its selections in the document."""

    parent: GraphQLObjectType
    definition: GraphQLField
    details: list[FieldDetails]

    @property
    def name(self) -> str:
        """The field's own name."""
        return self.details[0].node.name.value

    @property
    def access(self) -> FieldAccess | None:
        """How its values are read; None where its resolver is called."""
        return FIELD_ACCESS.get((self.parent.name, self.name))

    @property
    def waits(self) -> bool:
        """Whether it may take more than reading and writing an attribute."""
        leaf: Any = get_nullable_type(self.definition.type)
        return not (isinstance(self.access, Attribute) and is_leaf_type(leaf))
