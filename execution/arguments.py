"""Arguments: coerced by GraphQL's own functions, once for a plan where no variable is in them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from graphql import GraphQLError, GraphQLField, get_argument_values
from graphql.execution.values import VariableValues
from graphql.language import FieldNode, ListValueNode, ObjectValueNode, ValueNode, VariableNode
from strawberry import Schema
from strawberry.types.arguments import convert_arguments
from strawberry.types.field import StrawberryField

from models.viewer import Viewer
from resolvers.errors import BadInput


class Refused:
    """What is wrong with a field's arguments: raised by any use of them, so only where the field is reached."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    def __bool__(self) -> bool:
        raise self._error

    def __iter__(self) -> Any:
        raise self._error

    def __getitem__(self, _index: int) -> Any:
        raise self._error

    def __getattr__(self, _name: str) -> Any:
        raise self._error


@dataclass(frozen=True, slots=True)
class Binding:
    """A field with arguments; `ask(viewer, arguments…)` is what its declaration makes of them."""

    schema: Schema
    ask: Callable[..., Any]
    definition: GraphQLField
    field: StrawberryField
    node: FieldNode
    constant: dict[str, Any] | None

    def bind(self, viewer: Viewer, variables: VariableValues) -> Any:
        """What is asked for in this request, or Refused."""
        given = self.constant
        try:
            if given is None:
                given = _convert(self.schema, self.definition, self.field, self.node, variables)
            return self.ask(viewer, **given)
        except (BadInput, GraphQLError) as error:
            return Refused(error)


def bind_field(
    schema: Schema, ask: Callable[..., Any], definition: GraphQLField, field: StrawberryField, node: FieldNode
) -> Binding:
    """The binding of a field; raises GraphQLError where constant arguments can't be coerced."""
    constant = None if _has_variable(node) else _convert(schema, definition, field, node, None)
    return Binding(schema, ask, definition, field, node, constant)


def _convert(
    schema: Schema, definition: GraphQLField, field: StrawberryField, node: FieldNode, variables: VariableValues | None
) -> dict[str, Any]:
    values = get_argument_values(definition, node, variables)
    registry: Any = schema.schema_converter.scalar_registry
    return convert_arguments(values, field.arguments, registry, schema.config)


def _has_variable(node: FieldNode) -> bool:
    return any(_contains_variable(argument.value) for argument in node.arguments or ())


def _contains_variable(value: ValueNode) -> bool:
    match value:
        case VariableNode():
            return True
        case ListValueNode():
            return any(map(_contains_variable, value.values))
        case ObjectValueNode():
            return any(_contains_variable(field.value) for field in value.fields)
    return False
