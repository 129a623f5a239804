"""Makes one row of the many that counts of customers by facets are kept in."""

from collections import Counter

from sqlalchemy import delete, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from models.values.ids import mint_id
from models.values.instant import Instant
from resolvers.summaries.kept_facets import COUNTS

_KEY = (COUNTS.c.project_id, COUNTS.c.live_mode, COUNTS.c.facets)


async def fold_counts(connection: AsyncConnection, project_id: str, live_mode: bool, now: Instant) -> None:
    """Of each project and mode: what others write meanwhile is counted as well, in a row of its own."""
    many = select(COUNTS.c.facets).where(COUNTS.c.project_id == project_id, COUNTS.c.live_mode == live_mode)
    many = many.group_by(*_KEY).having(func.count() > 1)
    # Mostly there is nothing to do: then nothing is written.
    if (await connection.execute(many.limit(1))).first() is None:
        return
    # A row is told to whoever removed it, alone: two who fold at the same time add nothing twice.
    removed = (
        delete(COUNTS)
        .where(COUNTS.c.project_id == project_id, COUNTS.c.live_mode == live_mode, COUNTS.c.facets.in_(many))
        .returning(COUNTS.c.facets, COUNTS.c.how_many)
    )
    totals: Counter[int] = Counter()
    for facets, how_many in await connection.execute(removed):
        totals[facets] += how_many
    scope = {"project_id": project_id, "live_mode": live_mode, "id": mint_id("fc", now)}
    folded = [{**scope, "facets": facets, "how_many": how_many} for facets, how_many in totals.items() if how_many]
    if folded:
        await connection.execute(insert(COUNTS), folded)
