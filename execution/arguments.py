"""Arguments: coerced by GraphQL's own functions, once for a plan where no variable is in them."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

from graphql import GraphQLError, GraphQLField, get_argument_values, get_nullable_type, is_leaf_type
from graphql.execution.values import VariableValues
from graphql.language import FieldNode, ListValueNode, ObjectValueNode, ValueNode, VariableNode
from strawberry import Schema
from strawberry.types.arguments import convert_arguments
from strawberry.types.field import StrawberryField

from models.viewer import Viewer
from resolvers.errors import BadInput

REMEMBERED_VIEWERS = 16


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
    """A field with arguments; `ask(viewer, arguments…)` is what its declaration makes of them.

    `known` are those that no variable is in, coerced; None where that can be said of the whole field alone.
    `varied` are the leaves that are a variable each, by name in Python: what that is coerced to is their value.
    """

    schema: Schema
    ask: Callable[..., Any]
    definition: GraphQLField
    field: StrawberryField
    node: FieldNode
    known: dict[str, Any] | None
    varied: tuple[tuple[str, str], ...]

    def bind(self, viewer: Viewer, variables: VariableValues) -> Any:
        """What is asked for in this request, or Refused."""
        try:
            return self.ask(viewer, **self._given(variables))
        except (BadInput, GraphQLError) as error:
            return Refused(error)

    def _given(self, variables: VariableValues) -> dict[str, Any]:
        if self.known is not None:
            values = {name: variables.coerced.get(variable) for name, variable in self.varied}
            # Null and nothing have a meaning of their own for each argument.
            if None not in values.values():
                return {**self.known, **values}
        return _convert(self.schema, self.definition, self.field, self.node, variables)


def bind_field(
    schema: Schema, ask: Callable[..., Any], definition: GraphQLField, field: StrawberryField, node: FieldNode
) -> Binding:
    """The binding of a field; raises GraphQLError where constant arguments can't be coerced."""
    given = {argument.name.value: argument.value for argument in node.arguments or ()}
    leaves = {
        name: value.name.value
        for name, value in given.items()
        if isinstance(value, VariableNode) and is_leaf_type(get_nullable_type(definition.args[name].type))
    }
    known: dict[str, Any] | None = None
    if not any(_contains_variable(value) for name, value in given.items() if name not in leaves):
        constant = GraphQLField(
            definition.type, {name: of for name, of in definition.args.items() if name not in leaves}
        )
        known = _convert(schema, constant, field, node, None)
    names = {schema.config.name_converter.from_argument(each): each.python_name for each in field.arguments}
    varied = tuple((names[name], variable) for name, variable in leaves.items())
    if known is not None and not varied:
        # Whoever asks again with the same key asks for the same.
        ask, known = lru_cache(maxsize=REMEMBERED_VIEWERS)(partial(ask, **known)), {}
    return Binding(schema, ask, definition, field, node, known, varied)


def _convert(
    schema: Schema, definition: GraphQLField, field: StrawberryField, node: FieldNode, variables: VariableValues | None
) -> dict[str, Any]:
    values = get_argument_values(definition, node, variables)
    registry: Any = schema.schema_converter.scalar_registry
    return convert_arguments(values, field.arguments, registry, schema.config)


def _contains_variable(value: ValueNode) -> bool:
    match value:
        case VariableNode():
            return True
        case ListValueNode():
            return any(map(_contains_variable, value.values))
        case ObjectValueNode():
            return any(_contains_variable(field.value) for field in value.fields)
    return False
