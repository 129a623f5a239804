"""Lookups by the ids of arguments or by what a row points to: one object for each relation that may be meant."""

from collections.abc import Callable
from typing import Any

from graphql import GraphQLField, GraphQLObjectType, get_nullable_type, is_non_null_type

from engine.plans.nodes.lookups import Candidate, Lookup, PointedTo
from engine.plans.nodes.objects import ObjectNode
from engine.plans.selections.operation_fields import Details, OperationFields
from engine.plans.selections.scopes import FieldScope
from resolvers.belongs_to import BelongsTo
from schema.declarations.by_id import ById
from schema.declarations.row_types import type_name_of
from schema.declarations.to_one import PointsTo

BuildRow = Callable[[GraphQLObjectType, Details, type[Any]], ObjectNode]


def build_lookup(
    fields: OperationFields, build_row: BuildRow, declared: ById, definition: GraphQLField, details: Details
) -> Lookup:
    """The object, or the list of objects, that the field's arguments name."""
    of: Any = get_nullable_type(definition.type)
    return Lookup(
        candidates=_candidates(fields, build_row, declared.possible, details),
        is_nullable=not is_non_null_type(of.of_type if declared.is_list else definition.type),
        binding=fields.bind(declared.ids, definition, details),
        pick=declared.pick,
        is_list=declared.is_list,
    )


def build_pointed_to(
    fields: OperationFields,
    scope: FieldScope,
    build_row: BuildRow,
    declared: PointsTo,
    definition: GraphQLField,
    details: Details,
) -> PointedTo:
    """The object that the row names."""
    candidates = _candidates(fields, build_row, declared.possible, details)
    relation, key = scope.column(declared.relation), scope.column(declared.key)
    return PointedTo(candidates, not is_non_null_type(definition.type), relation, key)


def _candidates(
    fields: OperationFields, build_row: BuildRow, possible: tuple[BelongsTo[Any], ...], details: Details
) -> tuple[Candidate, ...]:
    def candidate(relation: BelongsTo[Any]) -> Candidate:
        of = fields.object_type(type_name_of(relation.model))
        return Candidate(relation, build_row(of, details, relation.model))

    return tuple(map(candidate, possible))
