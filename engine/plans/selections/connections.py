"""Connections: the fields of theirs say in their metadata what they are made of, as all fields do."""

from collections.abc import Callable
from typing import Any

from graphql import GraphQLField, GraphQLObjectType, get_named_type

from engine.plans.nodes.connections import ConnectionNode, Group, MatchPart, NamedPart, Part, RowList, RowPart
from engine.plans.nodes.objects import ObjectNode, Typename
from engine.plans.not_covered import NotCovered
from engine.plans.selections.operation_fields import (
    STRAWBERRY,
    Details,
    OperationFields,
    declaration_of,
    field_name,
    strawberry_field,
)
from engine.plans.selections.scopes import FieldScope, scope_of_rows
from schema.connections.connection import Connection
from schema.connections.page_parts import (
    AboutPage,
    CountIsEstimate,
    CursorAt,
    EachRow,
    HasMore,
    RowCursor,
    RowMatch,
    ThisRow,
    TotalCount,
)
from schema.connections.short_list import ShortList
from schema.connections.to_many import ToMany
from schema.declarations.row_types import type_name_of

BuildRow = Callable[[GraphQLObjectType, Details, type[Any]], ObjectNode]


def build_connection(
    fields: OperationFields,
    scope: FieldScope,
    build_row: BuildRow,
    declared: ToMany,
    definition: GraphQLField,
    details: Details,
) -> ConnectionNode:
    """A page of rows of each parent."""
    of: Any = get_named_type(definition.type)
    if not issubclass(of.extensions[STRAWBERRY].origin, Connection):
        raise NotCovered(f"{of.name} is no connection")
    rows = scope_of_rows(declared.child).rows
    parts = PartsBuilder(fields, declared.child, build_row)
    return ConnectionNode(
        fields.bind(declared.ask, definition, details),
        None if declared.key is None else scope.column(declared.key),
        declared.child,
        rows,
        declared.orders,
        declared.known_as,
        parts.group(of, details),
    )


def build_short_list(
    fields: OperationFields,
    scope: FieldScope,
    build_row: BuildRow,
    declared: ShortList,
    definition: GraphQLField,
    details: Details,
) -> ConnectionNode:
    """The first rows of each parent as a plain list: a connection that has nothing around its rows."""
    relation, of = declared.relation, get_named_type(definition.type)
    assert isinstance(of, GraphQLObjectType)  # noqa: S101
    rows = scope_of_rows(relation.child).rows
    return ConnectionNode(
        fields.bind(declared.ask, definition, details),
        scope.column("id"),
        relation.child,
        rows,
        (relation.order,),
        None,
        RowList(RowPart(build_row(of, details, relation.child))),
    )


class PartsBuilder:
    """Builds the parts that are selected of a connection of rows of this kind."""

    def __init__(self, fields: OperationFields, kind: type[Any], build_row: BuildRow) -> None:
        self._fields = fields
        self._kind = kind
        self._build_row = build_row

    def group(self, of: GraphQLObjectType, details: Details) -> Group:
        """All parts of the connection, of an edge or of the `pageInfo`."""
        selected = self._fields.subfields(of, details)
        return Group(tuple(NamedPart(name, self._part(of, inside)) for name, inside in selected.items()))

    def _part(self, of: GraphQLObjectType, details: Details) -> Part:
        name = field_name(details)
        if name == "__typename":
            return Typename(of.name)
        inner: Any = get_named_type(of.fields[name].type)
        declared = declaration_of(strawberry_field(of.fields[name]))
        match declared:
            case EachRow():
                return RowList(self._row_or_group(inner, details))
            case ThisRow():
                return RowPart(self._build_row(inner, details, self._kind))
            case RowMatch(kind=kind):
                return MatchPart(self._build_row(inner, details, kind))
            case AboutPage():
                return self.group(inner, details)
            case RowCursor() | HasMore() | CursorAt() | TotalCount() | CountIsEstimate():
                return declared
        raise NotCovered(f"{of.name}.{name}")

    def _row_or_group(self, of: GraphQLObjectType, details: Details) -> RowPart | Group:
        if of.name != type_name_of(self._kind):
            return self.group(of, details)
        return RowPart(self._build_row(of, details, self._kind))
