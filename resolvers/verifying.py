"""Compares all derived rows with what is computed from their sources now."""

from collections.abc import Sequence

from resolvers.figures.verifying_figures import find_differing_figures
from resolvers.reads import Reads
from resolvers.summaries.count_updates import COUNTS
from resolvers.summaries.differences import Difference, Find
from resolvers.summaries.ending_card_updates import CARDS
from resolvers.summaries.facet_updates import FACETS
from resolvers.summaries.outdated_figures import FIGURES
from resolvers.summaries.sums import ALL_SUMS
from resolvers.summaries.verifying_cards import find_differing_cards
from resolvers.summaries.verifying_counts import check_counts
from resolvers.summaries.verifying_entries import find_differing_entries
from resolvers.summaries.verifying_facets import check_facets
from resolvers.summaries.verifying_sums import check_sums

CHECKS: dict[str, Find] = {
    **{sums.table.name: check_sums(sums) for sums in ALL_SUMS},
    CARDS.name: find_differing_cards,
    FACETS.name: check_facets,
    COUNTS.name: check_counts,
    FIGURES.name: find_differing_figures,
    "search_entry": find_differing_entries,
}
"""The check of each derived table: add one with each table."""


async def find_differences(reads: Reads, customer_ids: Sequence[str] | None = None) -> list[Difference]:
    """All differences of one project and mode, of these customers or of all; at most some of each table."""
    return [difference for check in CHECKS.values() for difference in await check(reads, customer_ids)]
