"""graphql-core's executor, which takes a short way through fields that this schema declares.

A leaf that is an attribute of its parent is written at once: graphql-core would collect what resolvers may ask about
the request, and would look several times whether the value is awaitable. Arguments are bound once for all parents.
Whatever is unusual is left to graphql-core, which words the errors. The executor's methods are no public interface of
graphql-core: with a new release the tests of equal answers must pass.
"""

from collections.abc import Awaitable, Callable, Iterator
from operator import attrgetter
from types import NoneType
from typing import Any, NamedTuple, TypeGuard

from graphql import GraphQLField, GraphQLOutputType, get_nullable_type, is_leaf_type, is_non_null_type, is_object_type
from graphql.execution.executor import Executor, to_nodes
from graphql.pyutils import is_awaitable

from engine.plans.arguments.bindings import bind_field
from schema.declarations.field import DECLARED
from schema.root import SCHEMA

# Values of these classes are never awaited.
_PLAIN = frozenset((NoneType, bool, dict, float, int, list, str))


class _Leaf(NamedTuple):
    read: Callable[[Any], Any]
    write: Callable[[Any], Any]
    is_nullable: bool


class _Resolved(NamedTuple):
    """A declared field with a `resolve`; `ask` takes its arguments, if it has any."""

    resolve: Callable[..., Awaitable[Any]]
    ask: Callable[..., Any] | None
    definition: GraphQLField
    type: GraphQLOutputType


class DeclaredFieldsExecutor(Executor[Any]):
    """Executes one operation of this service's schema."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        # By the identity of a field's details, which are kept alive here.
        self._asked: dict[int, tuple[Any, tuple[Any, ...]]] = {}

    def execute_field(
        self, parent_type: Any, source: Any, field_details_list: Any, path: Any, position_context: Any
    ) -> Any:
        """The completed value of a field, or what can be awaited for it."""
        key = parent_type.name, field_details_list[0].node.name.value
        leaf, resolved = _LEAVES.get(key), _RESOLVED.get(key)
        try:
            if leaf is not None:
                value = leaf.read(source)
                written = None if value is None else leaf.write(value)
                if written is not None or (value is None and leaf.is_nullable):
                    return written
            elif resolved is not None:
                asked = self._ask(resolved, field_details_list)
                info = self.build_resolve_info(resolved.definition, to_nodes(field_details_list), parent_type, path)
                result = resolved.resolve(source, self.context_value, *asked)
                return self.complete_awaitable_value(
                    resolved.type, field_details_list, info, path, result, position_context
                )
        except Exception:  # noqa: S110  (it happens again, and is told)
            pass
        return super().execute_field(parent_type, source, field_details_list, path, position_context)

    def _ask(self, resolved: _Resolved, field_details_list: Any) -> tuple[Any, ...]:
        if resolved.ask is None:
            return ()
        known = self._asked.get(id(field_details_list))
        if known is None:
            definition = resolved.definition
            field = definition.extensions["strawberry-definition"]
            binding = bind_field(SCHEMA, resolved.ask, definition, field, field_details_list[0].node)
            asked = binding.bind(self.context_value.viewer, self.variable_values)
            known = self._asked[id(field_details_list)] = field_details_list, (asked,)
        return known[1]


def may_be_awaited(value: Any) -> TypeGuard[Awaitable[Any]]:
    """Whether it is an awaitable."""
    return value.__class__ not in _PLAIN and is_awaitable(value)


def _fields() -> Iterator[tuple[tuple[str, str], GraphQLField]]:
    """Strawberry's fields by the names of their type and their own."""
    for each in SCHEMA._schema.type_map.values():
        if is_object_type(each):
            yield from (
                ((each.name, name), field)
                for name, field in each.fields.items()
                if "strawberry-definition" in field.extensions
            )


def _leaf_of(field: GraphQLField) -> _Leaf | None:
    """How a field is read and written that is an attribute of its parent, and a leaf."""
    leaf: Any = get_nullable_type(field.type)
    # Strawberry marks its resolvers that only get the attribute.
    if not getattr(field.resolve, "_is_default", False) or not is_leaf_type(leaf):
        return None
    attribute = field.extensions["strawberry-definition"].python_name
    return _Leaf(attrgetter(attribute), leaf.coerce_output_value, not is_non_null_type(field.type))


def _resolved_of(field: GraphQLField) -> _Resolved | None:
    declared = field.extensions["strawberry-definition"].metadata.get(DECLARED)
    resolve, ask = getattr(declared, "resolve", None), getattr(declared, "ask", None)
    # Some take their arguments in a way of their own.
    if resolve is None or (field.args and ask is None):
        return None
    return _Resolved(resolve, ask, field, field.type)


_LEAVES = {key: leaf for key, field in _fields() if (leaf := _leaf_of(field)) is not None}
_RESOLVED = {key: resolved for key, field in _fields() if (resolved := _resolved_of(field)) is not None}
