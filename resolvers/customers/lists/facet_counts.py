"""Counts of customers by facets and time of creation: sums of the counts stored for spans of time."""

from collections.abc import Sequence
from functools import reduce
from operator import add
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, and_, case, cast, func, select, true

from models.billing.customer import Customer
from models.summaries.customer_count import ANYBODY, CHANGE, EVER, CustomerCount
from models.summaries.facets import facets_at
from resolvers.customers.filter.facet_conditions import (
    FilterParts,
    created_conditions,
    facet_conditions,
    has_created_parts,
    has_facet_parts,
)
from resolvers.customers.filter.matching_facets import NOW, changed_customers, facets_table, matching_facets
from resolvers.customers.filter.time_spans import ends_table, in_hours, spans_table
from resolvers.scopes import Scope


def count_by_facets(scope: Scope, given: FilterParts) -> Select[Any]:
    """How many customers match the given parts of a filter.

    Those whose stored facets are of another time are counted under these, and moved to those of now.
    """
    parts = [_spans(scope, given), _changes(scope, given)]
    if has_created_parts(given):
        parts.append(_ends(scope, given))
    if has_facet_parts(given):
        parts.append(_moves(scope, given))
    return select(reduce(add, (part.scalar_subquery() for part in parts)))


def _spans(scope: Scope, given: FilterParts) -> Select[Any]:
    counted = scope.table(CustomerCount, "counted")
    if not has_created_parts(given):
        return _sum(counted, scope.bounds(counted), counted.c.width == EVER, *_are_counted(counted, given))
    spans = spans_table()
    within = (counted.c.begins_at >= spans.c.since, counted.c.begins_at < spans.c.until)
    in_span = (scope.bounds(counted), counted.c.width == spans.c.width, *within)
    if not has_facet_parts(given):
        return _sum_of_each(spans, _sum(counted, *in_span, counted.c.facets == ANYBODY))
    matching = matching_facets(scope, given)
    each = _sum(counted, *in_span, counted.c.facets == matching.c.value)
    return _sum_of_each(matching.join(spans, true()), each)


def _changes(scope: Scope, given: FilterParts) -> Select[Any]:
    counted = scope.table(CustomerCount, "counted")
    within = in_hours(counted.c.begins_at) if has_created_parts(given) else []
    return _sum(
        counted, scope.bounds(counted), counted.c.width == CHANGE, *within, *facet_conditions(counted.c.facets, given)
    )


def _ends(scope: Scope, given: FilterParts) -> Select[Any]:
    """Those who were created in an hour that the range cuts."""
    ends = ends_table()
    if not has_facet_parts(given):
        customer = scope.table(Customer, "customer")
        return _sum_of_each(ends, _number(customer, scope.bounds(customer), *_is_in(ends, customer)))
    table, matching = facets_table("each"), matching_facets(scope, given)
    its_own = table.c.facets == matching.c.value
    return _sum_of_each(matching.join(ends, true()), _number(table, scope.bounds(table), its_own, *_is_in(ends, table)))


def _moves(scope: Scope, given: FilterParts) -> Select[Any]:
    table, changed = changed_customers(scope)
    moved = _one_if(facet_conditions(facets_at(table.c, NOW), given)) - _one_if(facet_conditions(table.c.facets, given))
    return select(_total(moved)).select_from(changed).where(*created_conditions(table, given))


def _are_counted(counted: Any, given: FilterParts) -> list[ColumnElement[bool]]:
    if not has_facet_parts(given):
        return [counted.c.facets == ANYBODY]
    return [counted.c.facets > ANYBODY, *facet_conditions(counted.c.facets, given)]


def _is_in(ends: Any, table: Any) -> list[ColumnElement[bool]]:
    return [table.c.created_at >= ends.c.since, table.c.created_at < ends.c.until]


def _sum(counted: Any, *conditions: ColumnElement[bool]) -> Select[Any]:
    return select(_total(counted.c.how_many)).select_from(counted).where(*conditions)


def _number(table: Any, *conditions: ColumnElement[bool]) -> Select[Any]:
    return select(func.count()).select_from(table).where(*conditions)


def _sum_of_each(rows: Any, figure: Select[Any]) -> Select[Any]:
    """The sum of a figure of each row: as a subquery, it is looked up by index, in whatever order."""
    return select(_total(figure.scalar_subquery())).select_from(rows)


def _total(figures: ColumnElement[int]) -> ColumnElement[int]:
    # PostgreSQL sums bigints as numeric.
    return cast(func.coalesce(func.sum(figures), 0), BigInteger)


def _one_if(conditions: Sequence[ColumnElement[bool]]) -> ColumnElement[int]:
    return case((and_(*conditions), 1), else_=0)
