"""Counts of customers from several moments on, in one statement."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from sqlalchemy import BindParameter, Select, bindparam, select
from sqlalchemy.sql.visitors import replacement_traverse

from models.values.instant import Instant
from resolvers.customers.filter.facet_conditions import FilterParts
from resolvers.customers.filter.time_spans import split_range
from resolvers.customers.lists.facet_counts import count_by_facets
from resolvers.scopes import Scope

Range = Mapping[str, Instant]

# What a range of time binds.
_BOUND = ("created_", "hours_", "span_", "end_")


def count_since(scope: Scope, given: FilterParts, moments: int) -> Select[Any]:
    """How many customers were created in a time range, and how many of them from each of so many moments on.

    `given` are the parts of the range.
    """
    since = tuple(dict.fromkeys(("created_from", *given)))
    counts = [count_by_facets(scope, given)]
    counts += [_numbered(count_by_facets(scope, since), number) for number in range(moments)]
    return select(*(count.scalar_subquery() for count in counts))


def values_since(bounds: Range, moments: Sequence[Instant]) -> dict[str, int]:
    """What `count_since` binds."""
    values: dict[str, int] = dict(_values(bounds)) if bounds else {}
    for number, moment in enumerate(moments):
        since = {**bounds, "created_from": max(moment, bounds.get("created_from", moment))}
        values |= {f"{name}_{number}": value for name, value in _values(since).items()}
    return values


def _values(bounds: Range) -> dict[str, int]:
    return {**bounds, **split_range(bounds.get("created_from"), bounds.get("created_before")).values()}


def _numbered(count: Select[Any], number: int) -> Select[Any]:
    """The count with a number behind the name of all that its range binds."""

    def rename(element: Any, **_: Any) -> BindParameter[Any] | None:
        if isinstance(element, BindParameter) and element.key.startswith(_BOUND):
            return bindparam(f"{element.key}_{number}", type_=element.type)
        return None

    return cast("Select[Any]", replacement_traverse(count, {}, rename))
