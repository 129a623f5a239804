"""A database in the memory of this process, whose content can be sent to another one."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from sqlalchemy import Connection, SelectBase, StaticPool, event
from sqlalchemy.dialects.sqlite.aiosqlite import dialect
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from storage.sqlite.direct import DirectConnection

# Whoever meets an error throws the database away, and nobody else reads it.
_NOTHING_TO_ROLL_BACK = "PRAGMA journal_mode=OFF"
_DIALECT = dialect()


@dataclass(frozen=True)
class Opened:
    """The database, by its engine. An error leaves it without use."""

    engine: AsyncEngine
    _connection: sqlite3.Connection

    def serialize(self) -> bytes:
        """All that is committed; an `InMemory` may begin with it, here or elsewhere."""
        return self._connection.serialize()

    def fetch(self, text: str) -> list[tuple[Any, ...]]:
        """The rows of a statement that was compiled by `compile_text`, as they are stored, of what is committed."""
        return self._connection.execute(text).fetchall()

    def write(self, folder: Path) -> Path:
        """The same in a new file of the folder."""
        with NamedTemporaryFile(dir=folder, delete=False) as file:
            file.write(self.serialize())
        return Path(file.name)


class InMemory:
    """Databases that begin with the same content, or empty: one after the other, each in a context of its own.

    They have one engine, which therefore compiles a statement once; in another process another one.
    """

    def __init__(self, content: bytes | None = None) -> None:
        self._content = content
        self._engine = create_async_engine("sqlite+aiosqlite://", async_creator=self._connect, poolclass=StaticPool)
        event.listen(self._engine.sync_engine, "begin", _begin)

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Opened]:
        """The next one; that before must have ended."""
        try:
            async with self._engine.connect() as connection:
                driver: Any = (await connection.get_raw_connection()).driver_connection
            yield Opened(self._engine, driver.itself)
        finally:
            await self._engine.dispose()

    async def _connect(self) -> DirectConnection:
        driver = sqlite3.connect(":memory:", isolation_level=None)
        if self._content is not None:
            driver.deserialize(self._content)
        driver.execute(_NOTHING_TO_ROLL_BACK)
        driver.execute("PRAGMA foreign_keys=ON")
        return DirectConnection(driver)

    def __reduce__(self) -> tuple[Any, ...]:
        return InMemory, (self._content,)


def compile_text(statement: SelectBase) -> str:
    """The text of a statement that binds nothing."""
    return str(statement.compile(dialect=_DIALECT))


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")
