"""Compares counts of customers with those who are there, and tells what the counts lack."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, CompoundSelect, Select, cast, func, literal, select, union_all

from models.summaries.customer_count import ANYBODY, CHANGE, EVER, WIDTHS, CustomerCount, begin_of
from models.summaries.customer_facets import CustomerFacets
from models.values.instant import HOUR
from resolvers.compiled_reads import Build
from resolvers.reads import Fetches, Reads
from resolvers.scopes import Scope
from resolvers.summaries.count_updates import COUNTS, Counted
from resolvers.summaries.differences import MOST_TOLD, Difference, differing, pair_by_key

_KEYS = ("facets", "begins_at")
_COLUMNS = (*_KEYS, "how_many")


async def check_counts(reads: Reads, customer_ids: Sequence[str] | None) -> list[Difference]:
    """Of all customers, as a sample has no counts: hours with who was created in them, and other spans with hours."""
    if customer_ids is not None:
        return []
    found: list[Difference] = []
    for check, width in _CHECKS:
        rows = await reads.fetch_stored(check, *([] if check is _differing_hours else [width]))
        pairs = pair_by_key(rows, _COLUMNS, _KEYS)
        found += [Difference(COUNTS.name, None, _name(width, *key), *sides) for key, sides in pairs.items()]
    return found[:MOST_TOLD]


async def count_uncounted(reads: Fetches) -> Counter[Counted]:
    """How many customers are there of each that are not counted; less than none where too many are."""
    return Counter({Counted(row[0], row[1]): row[2] for row in await reads.fetch(_uncounted)})


def _name(width: int, facets: int, begins_at: int) -> str:
    counted = "anybody" if facets == ANYBODY else f"facets {facets}"
    return f"{counted}, {'ever' if width == EVER else f'{width // HOUR} hours'} from {begins_at} on"


def _differing_hours(scope: Scope) -> CompoundSelect[Any]:
    return differing(_add_up(_hours(scope)), _add_up(_customers(scope)), _KEYS)


def _differing_spans(scope: Scope, width: int) -> CompoundSelect[Any]:
    hour = scope.table(CustomerCount, "hour")
    of_hours = _rows(hour.c.facets, begin_of(hour.c.begins_at, width), hour.c.how_many)
    return differing(_add_up(_spans(scope, width)), _add_up(of_hours.where(*_are_of_width(scope, hour, HOUR))), _KEYS)


def _differing_totals(scope: Scope, width: int) -> CompoundSelect[Any]:
    anybody, some = scope.table(CustomerCount, "anybody"), scope.table(CustomerCount, "some")
    is_total = (scope.bounds(anybody), anybody.c.width == width, anybody.c.facets == ANYBODY)
    totals = _rows(anybody.c.facets, anybody.c.begins_at, anybody.c.how_many).where(*is_total)
    of_some = _rows(literal(ANYBODY, BigInteger), some.c.begins_at, some.c.how_many)
    return differing(_add_up(totals), _add_up(of_some.where(*_are_of_width(scope, some, width))), _KEYS)


def _uncounted(scope: Scope) -> Select[Any]:
    hours = _hours(scope).subquery("hours")
    less = _rows(hours.c.facets, hours.c.begins_at, -hours.c.how_many)
    return _add_up(union_all(_customers(scope), less))


def _hours(scope: Scope) -> CompoundSelect[Any]:
    """The rows of hours, and the changes that are to be added to them."""
    return union_all(_spans(scope, HOUR), _spans(scope, CHANGE))


def _customers(scope: Scope) -> Select[Any]:
    """One row for each customer, of the hour in which they were created."""
    facets = scope.table(CustomerFacets, "counted_facets")
    of_one = _rows(facets.stored.facets, begin_of(facets.stored.created_at, HOUR), literal(1, BigInteger))
    return of_one.where(scope.bounds(facets))


def _spans(scope: Scope, width: int) -> Select[Any]:
    span = scope.table(CustomerCount, f"spans_{width}")
    return _rows(span.c.facets, span.c.begins_at, span.c.how_many).where(*_are_of_width(scope, span, width))


def _are_of_width(scope: Scope, span: Any, width: int) -> list[ColumnElement[bool]]:
    return [scope.bounds(span), span.c.width == width, span.c.facets > ANYBODY]


def _rows(*values: ColumnElement[int]) -> Select[Any]:
    named: list[Any] = [value.label(name) for name, value in zip(_COLUMNS, values, strict=True)]
    return select(*named)


def _add_up(rows: Any) -> Select[Any]:
    each = rows.subquery()
    # PostgreSQL sums bigints as numeric.
    how_many = cast(func.sum(each.c.how_many), BigInteger)
    keys = [each.c[name] for name in _KEYS]
    return select(*keys, how_many.label("how_many")).group_by(*keys).having(how_many != 0)


_CHECKS: list[tuple[Build, int]] = [
    (_differing_hours, HOUR),
    *((_differing_spans, width) for width in WIDTHS if width > HOUR),
    *((_differing_totals, width) for width in WIDTHS),
]
