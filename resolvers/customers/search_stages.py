"""Which stages of a search are tried, and which is the first that finds anybody."""

from collections.abc import AsyncIterator

from resolvers.customers.narrowed_searches import Sizes, is_long
from resolvers.customers.walked_searches import is_anybody_found, lists_must_meet, must_walk
from resolvers.paging.page_requests import PageRequest
from resolvers.reads import Reads
from resolvers.search.everybody import any_found
from resolvers.search.known_typos import keep_known
from resolvers.search.search_shape import Search, Stage, Staged


async def list_stages(
    reads: Reads, search: Search, given: tuple[str, ...], request: PageRequest | None = None
) -> AsyncIterator[Staged]:
    """Those to try. Which one finds anybody does not depend on a filter, or on what page is asked for."""
    if given or (request is not None and request.sides):
        yield await find_stage(reads, search)
        return
    for stage in search.stages:
        yield await _known(reads, stage)


async def _is_anybody_found(reads: Reads, stage: Staged) -> bool:
    if await must_walk(reads, stage, (), Sizes()):
        return await is_anybody_found(reads, stage)
    return bool(await reads.fetch(any_found, stage.shape, **stage.values))


async def _known(reads: Reads, stage: Staged) -> Staged:
    return await keep_known(reads, stage) if stage.shape.stage is Stage.TYPOS else stage


async def find_stage(reads: Reads, search: Search) -> Staged:
    """The first stage that finds anybody; the last one where none does."""
    *others, last = search.stages
    for each in others:
        stage = await _measured(reads, each)
        if await _is_anybody_found(reads, stage):
            return stage
    return await _known(reads, last)


async def _measured(reads: Reads, stage: Staged) -> Staged:
    """With what its page will ask again: whether a list of it is long."""
    if not lists_must_meet(stage.shape):
        return stage
    return stage._replace(is_long=await is_long(reads, stage, Sizes()))
