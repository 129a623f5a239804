"""The stages of a search: which are tried, and which is the first that finds anybody."""

from collections.abc import AsyncIterator

from resolvers.customers.filter.facet_conditions import FilterParts
from resolvers.customers.search_results.bounded_scans import finds_anybody, must_intersect, must_scan
from resolvers.customers.search_results.filtered_branches import SearchSizes, has_long_list
from resolvers.paging.page_requests import PageRequest
from resolvers.reads import Reads
from resolvers.search.known_typos import keep_known
from resolvers.search.match_checks import any_match
from resolvers.search.search_shape import Search, Stage, StageKind


async def list_stages(
    reads: Reads, search: Search, given: FilterParts, request: PageRequest | None = None
) -> AsyncIterator[Stage]:
    """The stages to try. Which one finds anybody does not depend on the filter or on the page."""
    if given or (request is not None and request.sides):
        yield await find_stage(reads, search)
        return
    for stage in search.stages:
        yield await _known(reads, stage)


async def _is_anybody_found(reads: Reads, stage: Stage) -> bool:
    if await must_scan(reads, stage, (), SearchSizes()):
        return await finds_anybody(reads, stage)
    return bool(await reads.fetch(any_match, stage.shape, **stage.values))


async def _known(reads: Reads, stage: Stage) -> Stage:
    return await keep_known(reads, stage) if stage.shape.stage is StageKind.TYPOS else stage


async def find_stage(reads: Reads, search: Search) -> Stage:
    """The first stage that finds anybody; the last one where none does."""
    *others, last = search.stages
    for each in others:
        stage = await _measured(reads, each)
        if await _is_anybody_found(reads, stage):
            return stage
    return await _known(reads, last)


async def _measured(reads: Reads, stage: Stage) -> Stage:
    """With what its page will need too: whether a list of it is long."""
    if not must_intersect(stage.shape):
        return stage
    return stage._replace(is_long=await has_long_list(reads, stage, SearchSizes()))
