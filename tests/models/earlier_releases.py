"""Databases as an earlier release left them."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

from app.database.migrations import migrate
from storage.database import Database

INI = Path(__file__).parents[2] / "alembic.ini"

# Rows as all of them stored them.
PROJECT = "INSERT INTO project (id, name, paper, created_at) VALUES ('prj_1', 'Northwind', 'A4', 1)"
CUSTOMER = (
    "INSERT INTO customer (project_id, live_mode, id, name, sort_name, tax_ids, metadata, created_at)"
    " VALUES ('prj_1', true, 'cus_1', 'Ada', 'ada', '[]', '{}', 1)"
)


@asynccontextmanager
async def set_back(database: Database, revision: str, rows: Iterable[str]) -> AsyncIterator[None]:
    """Sets the database back to a revision, and stores rows in it by statements of that release."""

    def downgrade(connection: Connection) -> None:
        config = Config(INI)
        config.attributes["connection"] = connection
        command.downgrade(config, revision)

    async with database.dialect.begin_migration(database.engine) as connection:
        await connection.run_sync(downgrade)
    try:
        await run_all(database, rows)
        yield
    finally:
        # On PostgreSQL the tests after have the same database.
        await migrate(database)


async def run_all(database: Database, statements: Iterable[str]) -> None:
    async with database.engine.begin() as connection:
        for statement in statements:
            await connection.exec_driver_sql(statement)
