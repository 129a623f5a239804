"""What is kept brought up to date after an upgrade, where processes of the release before have written."""

from collections.abc import Sequence

from sqlmodel import col, select

from app.admin.projects import list_projects
from app.admin.system import system_viewer
from models.access.project import Project
from models.values.instant import Clock
from resolvers.figures.verifying_figures import find_differing_figures, without_figures
from resolvers.reads import Reads
from resolvers.summaries.keeping import Keeping
from resolvers.summaries.kept_counts import add_changes
from resolvers.summaries.kept_facets import keep_facets
from resolvers.summaries.outdated_figures import begin_to_keep, take_figures_away
from resolvers.summaries.portions import portions_of_customers
from resolvers.summaries.verifying_cards import find_differing_cards
from resolvers.summaries.verifying_counts import count_uncounted
from resolvers.summaries.verifying_facets import check_facets
from storage.database import Database

# Who writes rows of the project needs not wait for it.
_PROJECT = select(col(Project.id)).with_for_update(key_share=True)


async def finish_upgrade(database: Database, clock: Clock) -> int:
    """Keeps the facets and ending cards of customers anew where some differ, and lets figures be kept; of how many.

    Their rules changed since the last release, whose processes kept them by its own; figures it did not know, and it
    counted customers elsewhere. Sums and entries of the search are kept alike by both. It reads some customers at a
    time, and locks only those among whom something differs.
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
        keeping = Keeping(connection, reads.viewer.project_id, reads.viewer.live_mode, clock())
        # Counted again when it is this one's turn: another may have finished in between.
        await connection.execute(_PROJECT.where(col(Project.id) == keeping.project_id))
        await add_changes(keeping, await count_uncounted(keeping))


async def _mend(database: Database, reads: Reads, customer_ids: Sequence[str], clock: Clock) -> int:
    figures = await find_differing_figures(reads, customer_ids)
    others = [*await find_differing_cards(reads, customer_ids), *await check_facets(reads, customer_ids)]
    waiting = [row[0] for row in await reads.fetch(without_figures, keys=list(customer_ids))]
    if not (figures or others or waiting):
        return 0
    async with database.engine.begin() as connection:
        keeping = Keeping(connection, reads.viewer.project_id, reads.viewer.live_mode, clock())
        if others:
            await keep_facets(keeping, customer_ids, customer_ids)
        await take_figures_away(keeping, {each.customer_id for each in figures if each.customer_id is not None})
        await begin_to_keep(keeping, waiting)
    return len({each.customer_id for each in (*figures, *others)})
