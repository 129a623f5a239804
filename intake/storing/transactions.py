"""The transactions of an import: one for each batch, or one for all."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from sqlalchemy.ext.asyncio import AsyncConnection

Transactions = Callable[[], AbstractAsyncContextManager[AsyncConnection]]


def savepoints_of(connection: AsyncConnection) -> Transactions:
    """Batches that are parts of one transaction, each of which can fail on its own."""

    @asynccontextmanager
    async def begin() -> AsyncIterator[AsyncConnection]:
        async with connection.begin_nested():
            yield connection

    return begin
