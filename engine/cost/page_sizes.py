"""How many nodes a field may return, by its declaration and arguments."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graphql import GraphQLField, get_named_type, get_nullable_type, is_list_type
from graphql.language import FieldNode, OperationDefinitionNode, ValueNode, VariableNode
from graphql.utilities import value_from_ast_untyped

from resolvers.paging.page_requests import DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE
from schema.connections.page_parts import RowMatch
from schema.connections.short_list import ShortList
from schema.connections.to_many import ToMany
from schema.declarations.batched import Batched
from schema.declarations.field import DECLARED
from schema.types.node import Node

Variables = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Argument:
    """An argument: a value, or a variable's name, `value` then being its default."""

    value: Any = None
    variable: str | None = None

    @property
    def varies(self) -> bool:
        """Whether the value depends on a variable."""
        return self.variable is not None

    def of(self, variables: Variables) -> Any:
        """The value with these variables, unchecked; None where it was not given."""
        return self.value if self.variable is None else variables.get(self.variable, self.value)


@dataclass(frozen=True, slots=True)
class PageSize:
    """The rows of a connection's page. An invalid size is refused later, and counts as the largest page here."""

    first: Argument
    last: Argument

    @property
    def varies(self) -> bool:
        """Whether the value depends on a variable."""
        return self.first.varies or self.last.varies

    def of(self, variables: Variables) -> int:
        """Between 0 and 100; the default, 20, where neither argument has a value."""
        first, last = self.first.of(variables), self.last.of(variables)
        if first is None and last is None:
            return DEFAULT_PAGE_SIZE
        return max(_rows(first), _rows(last))


@dataclass(frozen=True, slots=True)
class IdCount:
    """The objects of a list that is selected by ids."""

    ids: Argument

    @property
    def varies(self) -> bool:
        """Whether the value depends on a variable."""
        return self.ids.varies

    def of(self, variables: Variables) -> int:
        """Between 0 and 100; more ids are refused later."""
        ids = self.ids.of(variables)
        return min(len(ids), MAX_PAGE_SIZE) if isinstance(ids, list) else 1


@dataclass(frozen=True, slots=True)
class MostRows:
    """The objects of a list that never has more than these, whatever is asked."""

    rows: int
    varies = False

    def of(self, _variables: Variables) -> int:
        """As many as it may have."""
        return self.rows


Size = PageSize | IdCount | MostRows


@dataclass(frozen=True, slots=True)
class Arguments:
    """Reads the arguments of one operation's fields. `defaults` are those of its variables."""

    defaults: Mapping[str, Any]

    @classmethod
    def of_operation(cls, operation: OperationDefinitionNode) -> "Arguments":
        """The reader for an operation, with the defaults that it declares."""
        given = [(node.variable.name.value, node.default_value) for node in operation.variable_definitions or ()]
        return cls({name: value_from_ast_untyped(value) for name, value in given if value is not None})

    def size(self, declared: GraphQLField, node: FieldNode) -> Size | None:
        """How many nodes the field may return; None for a field that costs nothing."""
        match _declaration(declared):
            case ToMany():
                return PageSize(self._argument(node, "first"), self._argument(node, "last"))
            case ShortList(at_most=most):
                return MostRows(most)
            case Batched(costs=int(most)) | RowMatch(costs=most):
                return MostRows(most)
        return IdCount(self._argument(node, "ids")) if _is_by_ids(declared) else None

    def _argument(self, node: FieldNode, name: str) -> Argument:
        values: list[ValueNode] = [argument.value for argument in node.arguments or () if argument.name.value == name]
        if not values:
            return Argument()
        value = values[0]
        if isinstance(value, VariableNode):
            return Argument(self.defaults.get(value.name.value), value.name.value)
        return Argument(value_from_ast_untyped(value))


def _rows(size: Any) -> int:
    if size is None:
        return 0
    if isinstance(size, bool) or not isinstance(size, int | float) or not 0 <= size <= MAX_PAGE_SIZE:
        return MAX_PAGE_SIZE
    return int(size)


def _is_by_ids(declared: GraphQLField) -> bool:
    is_list = is_list_type(get_nullable_type(declared.type))
    definition = get_named_type(declared.type).extensions.get("strawberry-definition")
    return is_list and "ids" in declared.args and getattr(definition, "origin", None) is Node


def _declaration(declared: GraphQLField) -> Any:
    field = declared.extensions.get("strawberry-definition")
    return None if field is None else field.metadata.get(DECLARED)
