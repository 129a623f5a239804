"""A whole list in chunks, for files that are sent while they are read."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from typing import Generic, NamedTuple, TypeVar

from resolvers.context import RequestContext
from resolvers.paging.orders import Position

CHUNK = 500
Row = TypeVar("Row")


class Chunk(NamedTuple, Generic[Row]):
    """Some rows of a list, and the place after which it goes on; None at its end."""

    rows: list[Row]
    next_after: Position | None


ReadChunk = Callable[[RequestContext, Position | None], Awaitable[Chunk[Row]]]


async def read_chunks(context: RequestContext, read: ReadChunk[Row]) -> AsyncIterator[list[Row]]:
    """The rows of all chunks. The first is read before this returns: errors come before anything is sent.

    Each is read with loaders of its own: the request's would keep every row in memory.
    """
    return _go_on(context, read, await read(replace(context), None))


async def _go_on(context: RequestContext, read: ReadChunk[Row], current: Chunk[Row]) -> AsyncIterator[list[Row]]:
    yield current.rows
    while current.next_after is not None:
        current = await read(replace(context), current.next_after)
        yield current.rows
