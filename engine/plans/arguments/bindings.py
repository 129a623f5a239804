"""The arguments of one field: coerced by GraphQL's own functions, and only once where they contain no variable."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from graphql import GraphQLField, get_argument_values, get_nullable_type, is_leaf_type
from graphql.execution.values import VariableValues
from graphql.language import FieldNode, ListValueNode, ObjectValueNode, ValueNode, VariableNode
from strawberry import Schema
from strawberry.types.arguments import convert_arguments
from strawberry.types.field import StrawberryField

from models.access.viewer import Viewer


@dataclass(frozen=True, slots=True, eq=False)
class Binding:
    """A field with arguments; `ask(viewer, arguments…)` is the function of its declaration that takes them.

    `known` has the coerced values of the arguments without variables. It is None where some argument contains a
    variable inside a list or an object: then all are coerced together, in each request. `varied` pairs the Python
    names of arguments that are just a variable with the name of that variable: its coerced value is theirs.
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
        """Whether the value is the same for all variables."""
        return self.known is not None and not self.varied

    def bind(self, viewer: Viewer, variables: VariableValues) -> Any:
        """What the declared function returns for this request; raises BadInput or GraphQLError for wrong arguments."""
        return self.ask(viewer, **self._given(variables))

    def _given(self, variables: VariableValues) -> dict[str, Any]:
        if self.known is not None:
            values = self.known.copy()
            for name, variable in self.varied:
                values[name] = value = variables.coerced.get(variable)
                # Null and a missing value mean something else for each argument.
                if value is None:
                    break
            else:
                return values
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
