"""How fields of this schema get their values without their resolver; a field that is not here calls its resolver."""

from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from functools import partial
from operator import attrgetter
from typing import Any, NamedTuple

from graphql import GraphQLField, get_nullable_type, is_leaf_type, is_object_type

from schema.declarations.field import DECLARED
from schema.declarations.row_types import is_row_type, objects_of
from schema.declarations.source import Source
from schema.root import SCHEMA


class Attribute(NamedTuple):
    """A field that is an attribute of its parent; `read_all` gives the attributes of many parents."""

    read: Callable[[Any], Any]
    read_all: Callable[[Sequence[Any]], Iterable[Any]]


class Declared(NamedTuple):
    """A declared field that is resolved for many parents at once; `ask` takes its arguments, if it has any."""

    resolve_all: Callable[..., Awaitable[list[Any]]]
    ask: Callable[..., Any] | None


FieldAccess = Attribute | Declared


def _fields() -> Iterator[tuple[tuple[str, str], GraphQLField]]:
    """Strawberry's fields by type name and field name."""
    for each in SCHEMA._schema.type_map.values():
        if is_object_type(each):
            yield from (
                ((each.name, name), field)
                for name, field in each.fields.items()
                if "strawberry-definition" in field.extensions
            )


def _access_of(field: GraphQLField) -> FieldAccess | None:
    definition = field.extensions["strawberry-definition"]
    declared = definition.metadata.get(DECLARED)
    # Strawberry marks its resolvers that only get the attribute.
    if getattr(field.resolve, "_is_default", False):
        read = attrgetter(definition.python_name)
        if not (isinstance(declared, Source) and is_row_type(definition.origin)):
            return Attribute(read, partial(map, read))
        is_leaf = is_leaf_type(get_nullable_type(field.type))
        return Attribute(
            read, declared.values if is_leaf else lambda parents: objects_of(declared.values(parents), parents)
        )
    resolve_all, ask = getattr(declared, "resolve_all", None), getattr(declared, "ask", None)
    # Some take their arguments differently.
    if resolve_all is None or (field.args and ask is None):
        return None
    return Declared(resolve_all, ask if field.args else None)


FIELD_ACCESS: dict[tuple[str, str], FieldAccess] = {
    key: access for key, field in _fields() if (access := _access_of(field)) is not None
}
