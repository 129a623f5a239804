"""Objects: each selected field becomes the node that its declaration asks for."""

from typing import Any

from graphql import GraphQLField, GraphQLObjectType, get_named_type, is_non_null_type, is_object_type

from engine.plans.nodes.lookups import ToOneNode
from engine.plans.nodes.objects import Column, FieldNode, ObjectNode, Selection, Typename
from engine.plans.nodes.shapes import Shape
from engine.plans.nodes.values import ColumnValue, Computed, ComputedValue, LocalisedText, Parts
from engine.plans.not_covered import NotCovered
from engine.plans.selections.connections import build_connection, build_short_list
from engine.plans.selections.lookups import build_lookup, build_pointed_to
from engine.plans.selections.operation_fields import (
    Details,
    OperationFields,
    Selected,
    declaration_of,
    field_name,
    strawberry_field,
    text_of,
)
from engine.plans.selections.scopes import (
    SCOPE_OF_BATCHED_VALUE,
    SCOPE_OF_VALUE,
    FieldScope,
    scope_of_parts,
    scope_of_root,
    scope_of_rows,
)
from engine.plans.selections.shapes import build_shape
from schema.connections.short_list import ShortList
from schema.connections.to_many import ToMany
from schema.declarations.batched import Batched
from schema.declarations.by_id import ById
from schema.declarations.localised import Localised
from schema.declarations.source import Source
from schema.declarations.to_one import PointsTo, ToOne


def build_query(fields: OperationFields) -> ObjectNode:
    """The tree of an operation; raises NotCovered for what no plan is made for."""
    of, selected = fields.root()
    return ObjectBuilder(fields, of, scope_of_root()).build(selected)


class ObjectBuilder:
    """Builds the nodes of one object's fields."""

    def __init__(self, fields: OperationFields, of: GraphQLObjectType, scope: FieldScope) -> None:
        self._fields = fields
        self._of = of
        self._scope = scope

    def build(self, selected: Selected) -> ObjectNode:
        """The object with these fields."""
        selections = tuple(Selection(name, self._field(details)) for name, details in selected.items())
        return ObjectNode(self._of.name, self._scope.rows, selections)

    def _field(self, details: Details) -> FieldNode:
        # Values that are not rows of a table are shared already.
        text = text_of(details) if self._is_table_row or self._scope.is_root else None
        if text is None:
            return self._make_field(details)
        key = (self._of.name, self._scope.rows, text)
        node = self._fields.nodes.get(key)
        if node is None:
            node = self._fields.nodes[key] = self._make_field(details)
        return node

    def _make_field(self, details: Details) -> FieldNode:
        name = field_name(details)
        if name == "__typename":
            return Typename(self._of.name)
        definition = self._of.fields.get(name)
        if definition is None:
            raise NotCovered(f"introspection by {name}")
        node = self._value(definition, details) or self._edge(definition, details)
        if node is None:
            raise NotCovered(f"{self._of.name}.{name}, which has a resolver but no declaration")
        return node

    def _value(self, definition: GraphQLField, details: Details) -> FieldNode | None:
        field = strawberry_field(definition)
        match declaration_of(field):
            case Source() as declared:
                return self._source(declared, definition, details)
            case Localised() as declared:
                return self._localised(declared, definition, details)
            case Batched() as declared if self._is_table_row:
                return self._batched(declared, definition, details)
            case None if field.is_basic_field:
                return ColumnValue(self._scope.column(field.python_name), self._shape(definition, details))
        return None

    def _edge(self, definition: GraphQLField, details: Details) -> FieldNode | None:
        match declaration_of(strawberry_field(definition)):
            case ToOne() as declared if self._scope.has_reads:
                return self._to_one(declared, definition, details)
            case ToMany() as declared if self._scope.has_reads:
                return build_connection(self._fields, self._scope, self._row, declared, definition, details)
            case ShortList() as declared if self._is_table_row:
                return build_short_list(self._fields, self._scope, self._row, declared, definition, details)
            case ById() as declared:
                return build_lookup(self._fields, self._row, declared, definition, details)
            case PointsTo() as declared if self._scope.has_reads:
                return build_pointed_to(self._fields, self._scope, self._row, declared, definition, details)
        return None

    @property
    def _is_table_row(self) -> bool:
        return self._scope.has_reads and self._scope.rows.model is not None

    def _source(self, declared: Source, definition: GraphQLField, details: Details) -> FieldNode:
        if declared.function is None:
            column = self._scope.column(declared.columns[0])
            return ColumnValue(column, self._shape(definition, details), declared.is_withheld)
        of: Any = definition.type
        parts = getattr(declared.function, "_fields", None)
        if parts is not None and not declared.needs and is_non_null_type(of) and is_object_type(of.of_type):
            scope = scope_of_parts(self._scope, dict(zip(parts, declared.columns, strict=True)))
            return Parts(self._object(of.of_type, details, scope))
        source = Computed(declared.function, self._columns(declared.columns), declared.needs)
        return ComputedValue(source, self._shape(definition, details))

    def _batched(self, declared: Batched, definition: GraphQLField, details: Details) -> FieldNode:
        source = Computed(
            declared.function,
            self._columns(declared.columns),
            declared.needs,
            declared.batches,
            self._scope.column(declared.key),
            None if declared.ask is None else self._fields.bind(declared.ask, definition, details),
            declared.stored,
        )
        return ComputedValue(source, self._shape(definition, details, SCOPE_OF_BATCHED_VALUE))

    def _localised(self, declared: Localised, definition: GraphQLField, details: Details) -> FieldNode:
        has_arguments = bool(details[0].node.arguments)
        binding = self._fields.bind(declared.ask, definition, details) if has_arguments else None
        locale = Column(declared.column, declared.relation.model)
        return LocalisedText(declared.function, self._columns(declared.columns), declared.relation, locale, binding)

    def _to_one(self, declared: ToOne, definition: GraphQLField, details: Details) -> FieldNode:
        of: Any = get_named_type(definition.type)
        node = self._row(of, details, declared.relation.model)
        return ToOneNode(
            declared.relation, self._scope.column(declared.key), node, not is_non_null_type(definition.type)
        )

    def _columns(self, names: tuple[str, ...]) -> tuple[Column, ...]:
        return tuple(map(self._scope.column, names))

    def _shape(self, definition: GraphQLField, details: Details, scope: FieldScope = SCOPE_OF_VALUE) -> Shape:
        return build_shape(definition.type, lambda of: self._object(of, details, scope))

    def _row(self, of: GraphQLObjectType, details: Details, kind: type[Any]) -> ObjectNode:
        return self._object(of, details, scope_of_rows(kind))

    def _object(self, of: GraphQLObjectType, details: Details, scope: FieldScope) -> ObjectNode:
        return ObjectBuilder(self._fields, of, scope).build(self._fields.subfields(of, details))
