"""Shapes: how a value is written, after the type of its field."""

from dataclasses import dataclass

from graphql import GraphQLNamedType

from engine.plans.nodes.objects import ObjectNode


@dataclass(frozen=True, slots=True)
class ScalarShape:
    """A scalar or an enum."""

    of: GraphQLNamedType
    is_nullable: bool
    objects: tuple[ObjectNode, ...] = ()


@dataclass(frozen=True, slots=True)
class ListShape:
    """A list."""

    item: "Shape"
    is_nullable: bool

    @property
    def objects(self) -> tuple[ObjectNode, ...]:
        """The objects in it."""
        return self.item.objects


@dataclass(frozen=True, slots=True)
class ObjectShape:
    """An object that is written from the attributes of a value."""

    node: ObjectNode
    is_nullable: bool

    @property
    def objects(self) -> tuple[ObjectNode, ...]:
        """The object itself."""
        return (self.node,)


Shape = ScalarShape | ListShape | ObjectShape
