"""Ends an upgrade: updates derived rows where processes of the release before have written."""

from collections.abc import Sequence

from sqlmodel import col, select

from app.admin.projects import list_projects
from app.admin.system import system_viewer
from models.access.project import Project
from models.values.instant import Clock
from resolvers.figures.verifying_figures import find_differing_figures, without_figures
from resolvers.reads import Reads
from resolvers.summaries.count_updates import add_changes
from resolvers.summaries.facet_updates import update_facets
from resolvers.summaries.outdated_figures import invalidate_figures, queue_missing_figures
from resolvers.summaries.portions import portions_of_customers
from resolvers.summaries.scoped_transaction import ScopedTransaction
from resolvers.summaries.verifying_cards import find_differing_cards
from resolvers.summaries.verifying_counts import count_uncounted
from resolvers.summaries.verifying_facets import check_facets
from storage.database import Database

# Writers of the project's rows need not wait for it.
_PROJECT = select(col(Project.id)).with_for_update(key_share=True)


async def finish_upgrade(database: Database, clock: Clock) -> int:
    """Updates facets and ending cards where they differ, and lets figures be computed; returns for how many customers.

    The last release computed facets and ending cards by other rules, had no figures, and counted customers elsewhere.
    Sums and search entries are the same in both. Customers are read some at a time, and locked only where something
    differs.
    """
    mended = 0
    for project in await list_projects(database):
        for live_mode in (True, False):
            reads = Reads(database, system_viewer(project, live_mode=live_mode, command="migrate"), clock())
            async for customers in portions_of_customers(reads, None):
                mended += await _mend(database, reads, list(customers), clock)
            await _count(database, reads, clock)
    return mended


async def _count(database: Database, reads: Reads, clock: Clock) -> None:
    """Counts the customers whom processes of the release before made or changed."""
    if not await count_uncounted(reads):
        return
    async with database.engine.begin() as connection:
        transaction = ScopedTransaction(connection, reads.viewer.project_id, reads.viewer.live_mode, clock())
        # Counted again with the lock: another process may have finished meanwhile.
        await connection.execute(_PROJECT.where(col(Project.id) == transaction.project_id))
        await add_changes(transaction, await count_uncounted(transaction))


async def _mend(database: Database, reads: Reads, customer_ids: Sequence[str], clock: Clock) -> int:
    figures = await find_differing_figures(reads, customer_ids)
    others = [*await find_differing_cards(reads, customer_ids), *await check_facets(reads, customer_ids)]
    waiting = [row[0] for row in await reads.fetch(without_figures, keys=list(customer_ids))]
    if not (figures or others or waiting):
        return 0
    async with database.engine.begin() as connection:
        transaction = ScopedTransaction(connection, reads.viewer.project_id, reads.viewer.live_mode, clock())
        if others:
            await update_facets(transaction, customer_ids, customer_ids)
        await invalidate_figures(transaction, {each.customer_id for each in figures if each.customer_id is not None})
        await queue_missing_figures(transaction, waiting)
    return len({each.customer_id for each in (*figures, *others)})
