"""Migrations: bringing a database to the newest revision, and telling whether it is there."""

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from models.database import Database
from models.tables import METADATA

_INI = Path(__file__).parent.parent / "alembic.ini"


async def migrate(database: Database) -> None:
    """Upgrades to the newest revision; on a migrated database it does nothing."""
    async with database.engine.begin() as connection:
        await connection.run_sync(lambda sync: command.upgrade(_config(sync), "head"))


async def draft_migration(database: Database, message: str) -> None:
    """Writes the next revision: what the models have and the migrated database lacks."""
    async with database.engine.begin() as connection:
        await connection.run_sync(lambda sync: command.revision(_config(sync), message, autogenerate=True))


async def find_drift(database: Database) -> list[str]:
    """What the models say and the migrated database does not, one difference a line; empty when equal."""
    async with database.engine.connect() as connection:
        return await connection.run_sync(_differences)


async def is_migrated(database: Database) -> bool:
    """Whether the database answers and stands at the newest revision."""
    try:
        async with database.engine.connect() as connection:
            return await connection.run_sync(_revision) == head_revision()
    except (SQLAlchemyError, OSError):
        return False


def head_revision() -> str | None:
    """The newest revision that this code knows."""
    return ScriptDirectory.from_config(Config(_INI)).get_current_head()


def _config(connection: Connection) -> Config:
    config = Config(_INI)
    config.attributes["connection"] = connection
    return config


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _differences(connection: Connection) -> list[str]:
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return [str(difference) for difference in compare_metadata(context, METADATA)]
