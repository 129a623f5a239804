"""Which GraphQL type rows of a table, or of another kind, become."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

import strawberry

from resolvers.context import RequestContext
from resolvers.scopes import owner_name
from schema import activity_kinds, enums  # noqa: F401  (describe the models' enums before a type uses one)
from schema.declarations.field import DECLARED
from schema.declarations.row_context import RowContext
from schema.declarations.source import Source

Type = TypeVar("Type", bound=type)


class RowType(NamedTuple):
    """The GraphQL type of a kind of rows, and the column of the row's customer."""

    graphql_type: type
    owner: str | None


_ROW_TYPES: dict[type, RowType] = {}


def row_type(kind: type, description: str, name: str | None = None) -> Callable[[Type], Type]:
    """Makes a class the GraphQL type of rows of `kind`, which is a model or a named tuple."""

    def decorate(cls: Type) -> Type:
        graphql_type: Any = strawberry.type(cls, name=name, description=description)
        graphql_type.__getattr__ = _value_getter(_sources(graphql_type))
        _ROW_TYPES[kind] = RowType(graphql_type, owner_name(kind))
        return graphql_type

    return decorate


def type_name_of(kind: type) -> str:
    """The name of the GraphQL type of rows of `kind`."""
    graphql_type: Any = _ROW_TYPES[kind].graphql_type
    return str(graphql_type.__strawberry_definition__.name)


def is_row_type(graphql_type: type) -> bool:
    """Whether it is the GraphQL type of a kind of rows."""
    return any(known.graphql_type is graphql_type for known in _ROW_TYPES.values())


def to_graphql(value: Any, context: RequestContext, customer_id: str | None = None) -> Any:
    """A row as its GraphQL type; a list item by item; anything else unchanged.

    `customer_id` is the customer of rows that do not name their customer themselves.
    """
    if type(value) is list:
        return [to_graphql(item, context, customer_id) for item in value]
    found = _ROW_TYPES.get(type(value))
    if found is None:
        return value
    owner = customer_id if found.owner is None else getattr(value, found.owner)
    instance: Any = object.__new__(found.graphql_type)
    instance.row, instance.row_context = value, RowContext(context, owner)
    return instance


def objects_of(values: Iterable[Any], parents: Sequence[Any]) -> Iterable[Any]:
    """The values of a field of many parents, which are rows, as their GraphQL types."""
    for parent, value in zip(parents, values, strict=True):
        yield to_graphql(value, parent.row_context.context, parent.row_context.customer_id)


def _value_getter(sources: Mapping[str, Source]) -> Callable[[Any, str], Any]:
    """What gives the value of a field that is made of columns, when it is asked for: most never are."""

    def get(instance: Any, name: str) -> Any:
        source = sources.get(name)
        if source is None:
            raise AttributeError(name)
        row_context = instance.row_context
        value = source.value(instance.row, row_context)
        return to_graphql(value, row_context.context, row_context.customer_id)

    return get


def _sources(graphql_type: Any) -> dict[str, Source]:
    fields = graphql_type.__strawberry_definition__.fields
    declared = {field.python_name: field.metadata.get(DECLARED) for field in fields}
    return {name: source for name, source in declared.items() if isinstance(source, Source)}
