"""A database for as long as it is needed."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from storage.database import Database


@asynccontextmanager
async def open_database(url: str) -> AsyncIterator[Database]:
    """The database of the URL, closed at the end whatever happens."""
    database = Database(url)
    try:
        yield database
    finally:
        await database.close()
