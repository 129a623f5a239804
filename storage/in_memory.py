"""A database in the memory of this process, whose content can be sent to another one."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

import aiosqlite
from sqlalchemy import Connection, StaticPool, event
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

_ROWS_AT_ONCE = 1_000
# Whoever meets an error throws the database away, and nobody else reads it.
_NOTHING_TO_ROLL_BACK = "PRAGMA journal_mode=OFF"


@dataclass(frozen=True)
class InMemory:
    """The database, by its engine. An error leaves it without use."""

    engine: AsyncEngine
    _connection: sqlite3.Connection

    def serialize(self) -> bytes:
        """All that is committed; `open_in_memory` takes it, here or elsewhere."""
        return self._connection.serialize()

    def write(self, folder: Path) -> Path:
        """The same in a new file of the folder."""
        with NamedTemporaryFile(dir=folder, delete=False) as file:
            file.write(self.serialize())
        return Path(file.name)


@asynccontextmanager
async def open_in_memory(content: bytes | None = None) -> AsyncIterator[InMemory]:
    """A database of this context alone, empty or as it was serialized."""
    driver = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
    if content is not None:
        driver.deserialize(content)
    driver.execute(_NOTHING_TO_ROLL_BACK)
    driver.execute("PRAGMA foreign_keys=ON")

    async def connect() -> Any:
        return await aiosqlite.Connection(lambda: driver, _ROWS_AT_ONCE)

    engine = create_async_engine("sqlite+aiosqlite://", async_creator=connect, poolclass=StaticPool)
    event.listen(engine.sync_engine, "begin", _begin)
    try:
        yield InMemory(engine, driver)
    finally:
        await engine.dispose()


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")
