"""The database that is copied to: how far the copy has come is kept there, in the transactions that write its rows."""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import BigInteger, Column, Integer, MetaData, String, Table, delete, exists, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from app.copying.rows import NOTHING, Tally, tally
from app.database.migrations import (
    REVISION,
    VERSIONS,
    copying_revision,
    head_revision,
    is_copying,
    migrate,
    read_revision,
)
from app.user_error import UserError
from models.tables import METADATA, RETIRED
from storage.database import Database
from storage.statement import Row
from storage.unavailable import telling_unavailable

NOT_EMPTY = "The database to copy to is not empty."
OTHER_COPY = (
    "Another copy to this database is running or has just ended: this one has stopped, and the other continues."
)
OTHER_RELEASE = "The unfinished copy was started by another release: copy to a new database."

# It is there as long as the copy is unfinished.
_COPIED = Table(
    "copied_chunk",
    MetaData(),
    Column("table_name", String, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("row_count", BigInteger, nullable=False),
    Column("checksum", String, nullable=False),
)


class Target:
    """A copy in a database, which counts as unmigrated until the copy is finished, so that nobody uses it."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._copied: dict[str, list[Tally]] = defaultdict(list)

    async def begin(self) -> None:
        """A new copy in an empty database, or the one that was begun; raises UserError."""
        if not is_copying(await read_revision(self.database)):
            await self._migrate()
        async with self.database.engine.begin() as connection:
            revision = (await connection.execute(select(REVISION).with_for_update())).scalar_one()
            if not is_copying(revision):
                await _mark_as_begun(connection)
            elif revision != copying_revision():
                raise UserError(OTHER_RELEASE)
            for row in await connection.execute(select(_COPIED).order_by(_COPIED.c.number)):
                self._copied[row.table_name].append(Tally(row.row_count, int(row.checksum)))

    async def _migrate(self) -> None:
        try:
            await migrate(self.database)
        except UserError as error:
            if is_copying(await read_revision(self.database)):
                raise UserError(OTHER_COPY) from error
            raise

    def copied(self, table: Table) -> Sequence[Tally]:
        """What each chunk of the table has that was written."""
        return self._copied[table.name]

    def tally(self, table: Table) -> Tally:
        """What was written of the table."""
        total = NOTHING
        for chunk in self._copied[table.name]:
            total = total.plus(chunk)
        return total

    async def write(self, table: Table, rows: Sequence[Row]) -> None:
        """Adds the next chunk of a table in one transaction."""
        found = tally(rows)
        chunks = self._copied[table.name]
        note = {"table_name": table.name, "number": len(chunks), "row_count": found.rows}
        async with self.database.engine.begin() as connection:
            await _require_unfinished(connection)
            try:
                await connection.execute(insert(_COPIED), note | {"checksum": str(found.checksum)})
            except IntegrityError as error:
                raise UserError(OTHER_COPY) from error
            with telling_unavailable():
                await self.database.dialect.load_rows(connection, table, rows)
        chunks.append(found)

    async def drop(self) -> None:
        """Leaves an unmigrated database without tables."""
        async with self.database.engine.begin() as connection:
            for name in RETIRED:
                await connection.run_sync(Table(name, MetaData()).drop, checkfirst=True)
            await connection.run_sync(METADATA.drop_all)
            await connection.run_sync(_COPIED.drop)
            await connection.execute(delete(VERSIONS))
        self._copied.clear()

    async def finish(self) -> None:
        """The database can be used."""
        async with self.database.engine.begin() as connection:
            await _require_unfinished(connection)
            await connection.run_sync(_COPIED.drop)
            await connection.execute(update(VERSIONS).values({REVISION: head_revision()}))
            await self.database.dialect.finish_bulk_load(connection)


async def _require_unfinished(connection: AsyncConnection) -> None:
    """What two copies write comes one after the other: raises UserError where the other one has ended."""
    revision = (await connection.execute(select(REVISION).with_for_update())).scalar_one_or_none()
    if revision != copying_revision():
        raise UserError(OTHER_COPY)


async def _mark_as_begun(connection: AsyncConnection) -> None:
    for table in METADATA.sorted_tables:
        if await connection.scalar(select(exists().select_from(table))):
            raise UserError(NOT_EMPTY)
    await connection.run_sync(_COPIED.create)
    await connection.execute(update(VERSIONS).values({REVISION: copying_revision()}))
