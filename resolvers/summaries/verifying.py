"""Compares what is kept with what it follows from, computed anew."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import CompoundSelect, Integer, Select, Table, literal, select, union_all

from models.ownership import table_of
from models.tables import TABLES
from resolvers.reads import Reads
from resolvers.scopes import Scope
from resolvers.summaries.sums import ALL_SUMS, Sums, compute
from storage.statements import among

# How many differences of a table are told in each project and mode.
MOST_TOLD = 100


class Difference(NamedTuple):
    """A row that is not as it should be: None where it is missing, or should not be there."""

    table: str
    customer_id: str | None
    key: str
    kept: str | None
    computed: str | None


# Finds at most MOST_TOLD differences of one table for one viewer; of these customers, or of all.
Find = Callable[[Reads, Sequence[str] | None], Awaitable[list[Difference]]]


async def find_differences(reads: Reads, customer_ids: Sequence[str] | None = None) -> list[Difference]:
    """All differences of one project and mode, of these customers or of all, some of each kept table."""
    return [difference for check in CHECKS.values() for difference in await check(reads, customer_ids)]


def _check(sums: Sums) -> Find:
    async def find(reads: Reads, customer_ids: Sequence[str] | None) -> list[Difference]:
        sample = {} if customer_ids is None else {"keys": list(customer_ids)}
        rows = await reads.fetch_stored(_differing, sums.table.name, customer_ids is not None, **sample)
        return _pair(sums, rows)

    return find


CHECKS: dict[str, Find] = {sums.table.name: _check(sums) for sums in ALL_SUMS}
"""What is kept, by its table: whoever adds a table that is kept adds its check."""

_SUMS = {sums.table.name: sums for sums in ALL_SUMS}
_MODELS = {table_of(model): model for model in TABLES}
_KEPT, _COMPUTED = range(2)


def _differing(scope: Scope, name: str, is_sample: bool) -> CompoundSelect[Any]:
    """Rows that are kept and not computed, and the reverse; each side's first ones by key."""
    sums = _SUMS[name]
    kept, computed = _kept(scope, sums, is_sample), _computed(scope, sums, is_sample)
    sides = ((_KEPT, kept, computed), (_COMPUTED, computed, kept))
    return union_all(*(_only(side, one, other, sums.table) for side, one, other in sides))


def _only(side: int, one: Select[Any], other: Select[Any], table: Table) -> Select[Any]:
    rows = one.except_(other).subquery(f"only_{side}")
    keys = [rows.c[column.name] for column in table.primary_key]
    first = (
        select(literal(side, Integer).label("side"), *rows.c).order_by(*keys).limit(MOST_TOLD).subquery(f"first_{side}")
    )
    return select(*first.c)


def _kept(scope: Scope, sums: Sums, is_sample: bool) -> Select[Any]:
    table = scope.table(_MODELS[sums.table])
    return select(*table.c).where(scope.bounds(table), *_sampled(scope, table, is_sample))


def _computed(scope: Scope, sums: Sums, is_sample: bool) -> Select[Any]:
    facts = scope.table(_MODELS[sums.facts])
    return compute(sums, facts, scope.dialect, scope.bounds(facts), *_sampled(scope, facts, is_sample))


def _sampled(scope: Scope, table: Any, is_sample: bool) -> list[Any]:
    return [among(table.c.customer_id, "keys", scope.dialect)] if is_sample else []


def _pair(sums: Sums, rows: Sequence[Any]) -> list[Difference]:
    """A difference for each key of the rows, which begin with their side."""
    names = [column.name for column in sums.table.columns]
    keys, figures = sums.key_names, sums.figure_names
    found: dict[tuple[Any, ...], list[str | None]] = {}
    for side, *values in rows:
        row = dict(zip(names, values, strict=True))
        sides = found.setdefault(tuple(row[name] for name in keys), [None, None])
        sides[side] = ", ".join(f"{name} {row[name]}" for name in figures)
    return [
        Difference(sums.table.name, key[0], " ".join(map(str, key[1:])), *sides)
        for key, sides in list(found.items())[:MOST_TOLD]
    ]
