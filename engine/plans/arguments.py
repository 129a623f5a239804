"""Arguments: coerced by GraphQL's own functions, once for a plan where no variable is in them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any, NoReturn

from graphql import GraphQLError, GraphQLField, get_argument_values, get_nullable_type, is_leaf_type
from graphql.execution.values import VariableValues
from graphql.language import FieldNode, ListValueNode, ObjectValueNode, ValueNode, VariableNode
from strawberry import Schema
from strawberry.types.arguments import convert_arguments
from strawberry.types.field import StrawberryField

from models.access.viewer import Viewer
from resolvers.errors import BadInput

REMEMBERED_VIEWERS = 16
NO_VARIABLES = VariableValues({}, {})


class Refused:
    """What is wrong with a field's arguments: raised by any use of them, so only where the field is reached."""

    def __init__(self, message: str) -> None:
        self._message = message

    def __bool__(self) -> bool:
        self._refuse()

    def __iter__(self) -> Any:
        self._refuse()

    def __getitem__(self, _index: int) -> Any:
        self._refuse()

    def __getattr__(self, _name: str) -> Any:
        self._refuse()

    def _refuse(self) -> NoReturn:
        # A new one each time: an error holds on to all that was read where it was raised, and this is remembered.
        raise BadInput(self._message)


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

    @property
    def is_constant(self) -> bool:
        """Whether no variable has a say."""
        return self.known is not None and not self.varied

    def bind(self, viewer: Viewer, variables: VariableValues) -> Any:
        """What is asked for in this request, or Refused."""
        try:
            return self.ask(viewer, **self._given(variables))
        except (BadInput, GraphQLError) as error:
            return Refused(str(error))

    def _given(self, variables: VariableValues) -> dict[str, Any]:
        if self.known is not None:
            values = self.known.copy()
            for name, variable in self.varied:
                values[name] = value = variables.coerced.get(variable)
                # Null and nothing have a meaning of their own for each argument.
                if value is None:
                    break
            else:
                return values
        return _convert(self.schema, self.definition, self.field, self.node, variables)


class Bindings:
    """The bindings of one plan. What no variable has a say in is asked for once for each of the last viewers."""

    def __init__(self, bindings: Sequence[Binding]) -> None:
        constant = [(index, binding) for index, binding in enumerate(bindings) if binding.is_constant]
        self._varied = [(index, binding) for index, binding in enumerate(bindings) if not binding.is_constant]
        self._bind_constant = lru_cache(maxsize=REMEMBERED_VIEWERS)(partial(_bind_constant, len(bindings), constant))

    def bind(self, viewer: Viewer, variables: VariableValues) -> list[Any]:
        """What each asks for in this request, or Refused."""
        bound = self._bind_constant(viewer).copy()
        for index, binding in self._varied:
            bound[index] = binding.bind(viewer, variables)
        return bound


def _bind_constant(count: int, bindings: list[tuple[int, Binding]], viewer: Viewer) -> list[Any]:
    bound = [None] * count
    for index, binding in bindings:
        bound[index] = binding.bind(viewer, NO_VARIABLES)
    return bound


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
