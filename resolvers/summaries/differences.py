"""Differences between stored rows and computed ones."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import CompoundSelect, Integer, Select, literal, select, union_all

from resolvers.reads import Reads

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

_KEPT, _COMPUTED = range(2)


def differing(kept: Select[Any], computed: Select[Any], keys: Sequence[str]) -> CompoundSelect[Any]:
    """Rows that are kept and not computed, and the reverse; each side's first ones by key, after a number for it."""
    sides = ((_KEPT, kept, computed), (_COMPUTED, computed, kept))
    return union_all(*(_only(side, one, other, keys) for side, one, other in sides))


def _only(side: int, one: Select[Any], other: Select[Any], keys: Sequence[str]) -> Select[Any]:
    rows = one.except_(other).subquery(f"only_{side}")
    first = select(literal(side, Integer).label("side"), *rows.c).order_by(*(rows.c[name] for name in keys))
    return select(*first.limit(MOST_TOLD).subquery(f"first_{side}").c)


def pair_by_key(
    rows: Sequence[Any], names: Sequence[str], keys: Sequence[str]
) -> dict[tuple[Any, ...], list[str | None]]:
    """Of each key what is kept and what is computed, in words; rows are those of `differing`, with these columns."""
    found: dict[tuple[Any, ...], list[str | None]] = {}
    for side, *values in rows:
        row = dict(zip(names, values, strict=True))
        sides = found.setdefault(tuple(row[name] for name in keys), [None, None])
        sides[side] = ", ".join(f"{name} {value}" for name, value in row.items() if name not in keys)
    return dict(list(found.items())[:MOST_TOLD])
