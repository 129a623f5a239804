"""Folds recorded changes of counts into the counts, one for each span of time."""

from collections import Counter

from sqlalchemy import delete, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from models.summaries.customer_count import ANYBODY, CHANGE, WIDTHS, begin_of
from models.values.instant import Instant
from resolvers.summaries.count_updates import COUNTS, Counted
from resolvers.summaries.counted_rows import add_to_rows

AT_ONCE = 10_000
_OF_SPAN = ""
_KEY = tuple(COUNTS.primary_key.columns)


async def fold_whole(engine: AsyncEngine, project_id: str, live_mode: bool) -> None:
    """Of one project and mode, until there are none: some changes in each transaction, so that nobody waits long."""
    folded = AT_ONCE
    while folded == AT_ONCE:
        async with engine.begin() as connection:
            folded = await fold_counts(connection, project_id, live_mode)


async def fold_counts(connection: AsyncConnection, project_id: str, live_mode: bool) -> int:
    """Of one project and mode, at most AT_ONCE changes: how many there were.

    A change and the spans that it is added to are of one transaction: every read counts it once.
    """
    scope = {"project_id": project_id, "live_mode": live_mode}
    in_scope = [COUNTS.c[name] == value for name, value in scope.items()]
    # Another process that folds at the same time takes other rows; a row is returned only to the one that removed it.
    some = select(*_KEY).where(*in_scope, COUNTS.c.width == CHANGE).order_by(*_KEY).limit(AT_ONCE)
    # A table expression is read once, whatever the plan. The whole key alone tells which rows: where PostgreSQL thinks
    # that there is hardly a change, it would compare each with all of these.
    locked = some.with_for_update(skip_locked=True).cte("some")
    removed = delete(COUNTS).where(tuple_(*_KEY).in_(select(locked)))
    changes: Counter[Counted] = Counter()
    rows = (await connection.execute(removed.returning(COUNTS.c.facets, COUNTS.c.begins_at, COUNTS.c.how_many))).all()
    for facets, hour, how_many in rows:
        changes[Counted(facets, hour)] += how_many
    totals = _by_span(changes)
    added = [(*key, how_many) for key, how_many in sorted(totals.items()) if how_many]
    await add_to_rows(connection, scope, COUNTS, added)
    return len(rows)


def _by_span(changes: Counter[Counted]) -> Counter[tuple[int, int, Instant, str]]:
    """Of the changes the key and the sum of each row."""
    totals: Counter[tuple[int, int, Instant, str]] = Counter()
    for (facets, hour), how_many in changes.items():
        for width in WIDTHS:
            begins_at = begin_of(hour, width)
            for counted in (facets, ANYBODY):
                totals[width, counted, begins_at, _OF_SPAN] += how_many
    return totals
