"""Compares all that is kept with what it follows from, computed anew."""

from collections.abc import Sequence

from resolvers.figures.verifying_figures import find_differing_figures
from resolvers.reads import Reads
from resolvers.summaries.differences import Difference, Find
from resolvers.summaries.kept_cards import CARDS
from resolvers.summaries.kept_counts import COUNTS
from resolvers.summaries.kept_facets import FACETS
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
"""What is kept, by its table: whoever adds a table that is kept adds its check."""


async def find_differences(reads: Reads, customer_ids: Sequence[str] | None = None) -> list[Difference]:
    """All differences of one project and mode, of these customers or of all, some of each kept table."""
    return [difference for check in CHECKS.values() for difference in await check(reads, customer_ids)]
