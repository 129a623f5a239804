"""Shapes after the types of the schema."""

from collections.abc import Callable
from typing import Any

from graphql import GraphQLObjectType, get_nullable_type, is_leaf_type, is_list_type, is_non_null_type, is_object_type

from engine.plans.nodes.objects import ObjectNode
from engine.plans.nodes.shapes import ListShape, ObjectShape, ScalarShape, Shape
from engine.plans.not_covered import NotCovered


def build_shape(of: Any, build_object: Callable[[GraphQLObjectType], ObjectNode]) -> Shape:
    """The shape of a value of this type."""
    is_nullable, inner = not is_non_null_type(of), get_nullable_type(of)
    if is_list_type(inner):
        return ListShape(build_shape(inner.of_type, build_object), is_nullable)
    if is_leaf_type(inner):
        return ScalarShape(inner, is_nullable)
    if is_object_type(inner):
        return ObjectShape(build_object(inner), is_nullable)
    raise NotCovered(f"a value of the type {inner.name}")
