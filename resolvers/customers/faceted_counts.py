"""Counts of customers by facets and by when they were created: sums of what is kept of spans of time."""

from collections.abc import Sequence
from functools import reduce
from operator import add
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, and_, case, cast, func, select, true

from models.billing.customer import Customer
from models.summaries.customer_count import ANYBODY, CHANGE, EVER, CustomerCount
from models.summaries.facets import facets_at
from resolvers.customers.conditions import asks_for_age, asks_for_facets, created, fits
from resolvers.customers.fitting import NOW, Parts, changed_customers, facets_as, fitting_facets
from resolvers.customers.spans import ends_table, in_hours, spans_table
from resolvers.scopes import Scope


def count_by_facets(scope: Scope, given: Parts) -> Select[Any]:
    """How many customers fit the given parts of a filter.

    Those whose kept facets are of another time are counted by these, and belong to those of now.
    """
    parts = [_spans(scope, given), _changes(scope, given)]
    if asks_for_age(given):
        parts.append(_ends(scope, given))
    if asks_for_facets(given):
        parts.append(_moves(scope, given))
    return select(reduce(add, (part.scalar_subquery() for part in parts)))


def _spans(scope: Scope, given: Parts) -> Select[Any]:
    counted = scope.table(CustomerCount, "counted")
    if not asks_for_age(given):
        return _sum(counted, scope.bounds(counted), counted.c.width == EVER, *_are_counted(counted, given))
    spans = spans_table()
    within = (counted.c.begins_at >= spans.c.since, counted.c.begins_at < spans.c.until)
    in_span = (scope.bounds(counted), counted.c.width == spans.c.width, *within)
    if not asks_for_facets(given):
        return _sum_of_each(spans, _sum(counted, *in_span, counted.c.facets == ANYBODY))
    fitting = fitting_facets(scope, given)
    each = _sum(counted, *in_span, counted.c.facets == fitting.c.value)
    return _sum_of_each(fitting.join(spans, true()), each)


def _changes(scope: Scope, given: Parts) -> Select[Any]:
    counted = scope.table(CustomerCount, "counted")
    within = in_hours(counted.c.begins_at) if asks_for_age(given) else []
    return _sum(counted, scope.bounds(counted), counted.c.width == CHANGE, *within, *fits(counted.c.facets, given))


def _ends(scope: Scope, given: Parts) -> Select[Any]:
    """Those who were created in an hour that is not whole."""
    ends = ends_table()
    if not asks_for_facets(given):
        customer = scope.table(Customer, "customer")
        return _sum_of_each(ends, _number(customer, scope.bounds(customer), *_is_in(ends, customer)))
    table, fitting = facets_as("each"), fitting_facets(scope, given)
    its_own = table.c.facets == fitting.c.value
    return _sum_of_each(fitting.join(ends, true()), _number(table, scope.bounds(table), its_own, *_is_in(ends, table)))


def _moves(scope: Scope, given: Parts) -> Select[Any]:
    table, changed = changed_customers(scope)
    moved = _one_if(fits(facets_at(table.c, NOW), given)) - _one_if(fits(table.c.facets, given))
    return select(_total(moved)).select_from(changed).where(*created(table, given))


def _are_counted(counted: Any, given: Parts) -> list[ColumnElement[bool]]:
    if not asks_for_facets(given):
        return [counted.c.facets == ANYBODY]
    return [counted.c.facets > ANYBODY, *fits(counted.c.facets, given)]


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
