"""Migrations: bringing a database to the newest revision, and telling whether it is there."""

from functools import cache
from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import ColumnClause, Connection, String, column, select, table

from app.user_error import UserError
from models.tables import METADATA, is_in_use
from storage.database import Database
from storage.statements import compile_statement
from storage.unavailable import DRIVER_ERRORS, DatabaseUnavailable

NOT_MIGRATED = "The database is not migrated: run `calmony migrate`."
COPY_UNFINISHED = "A copy to the database is unfinished: run `calmony copy` again."

REVISION: ColumnClause[str] = column("version_num", String)
VERSIONS = table("alembic_version", REVISION)
"""Its one row says which revision the database has."""

_INI = Path(__file__).parents[2] / "alembic.ini"
# As long as a copy to a database is unfinished, this stands before the revision of its tables.
_COPYING = "copying "


class DatabaseUnreachable(Exception):
    """The database did not answer, or refused us; its message is one line."""


async def migrate(database: Database) -> bool:
    """Upgrades to the newest revision; on a migrated database it does nothing.

    Raises UserError in an unfinished copy, and where a newer release has been. True if objects that were imported
    before lack what this release keeps of them: a new import adds it.
    """
    async with database.dialect.begin_migration(database.engine) as connection:
        before = await connection.run_sync(_read_migratable)
        if before == head_revision():
            return False
        needs_import = await connection.run_sync(_upgrade, before)
        await database.dialect.finish_bulk_load(connection)
        return needs_import


async def go_back(database: Database, revision: str) -> None:
    """Takes back what later revisions added, whole or not at all; raises UserError as `migrate` does."""
    async with database.dialect.begin_migration(database.engine) as connection:
        await connection.run_sync(_downgrade, revision)
        await database.dialect.finish_bulk_load(connection)


async def draft_migration(database: Database, message: str) -> None:
    """Writes the next revision: what the models have and the migrated database lacks."""
    async with database.engine.begin() as connection:
        await connection.run_sync(lambda sync: command.revision(_config(sync), message, autogenerate=True))


async def find_drift(database: Database) -> list[str]:
    """What the models say and the migrated database does not, one difference a line; empty when equal."""
    async with database.engine.connect() as connection:
        return await connection.run_sync(_differences)


async def find_gap(database: Database, *, may_be_newer: bool = False) -> str | None:
    """Why the database is not at the newest revision, as a sentence; None if it is. Raises DatabaseUnreachable.

    A newer release's is none where it `may_be_newer`. It only reads, so that asking never waits for a writer.
    """
    revision = await read_revision(database)
    if revision == head_revision() or (may_be_newer and _is_newer(revision)):
        return None
    return _find_obstacle(revision) or NOT_MIGRATED


def is_copying(revision: str | None) -> bool:
    """Whether this is the revision of an unfinished copy."""
    return revision is not None and revision.startswith(_COPYING)


def copying_revision() -> str:
    """The revision of a copy that this code has not finished."""
    return f"{_COPYING}{head_revision()}"


@cache
def head_revision() -> str | None:
    """The newest revision that this code knows."""
    return ScriptDirectory.from_config(Config(_INI)).get_current_head()


async def read_revision(database: Database) -> str | None:
    """What the database says; None where it says nothing. Raises DatabaseUnreachable."""
    if not database.dialect.exists(database.url):
        return None
    try:
        rows = await database.fetch(compile_statement(select(REVISION), database.dialect), {})
    except DatabaseUnavailable as error:
        raise DatabaseUnreachable(_first_line(error.__cause__ or error)) from error
    except DRIVER_ERRORS as error:
        if database.dialect.is_missing_table(error):
            return None
        raise DatabaseUnreachable(_first_line(error)) from error
    return rows[0][0] if rows else None


def _first_line(error: BaseException) -> str:
    return str(error).partition("\n")[0] or type(error).__name__


def _find_obstacle(revision: str | None) -> str | None:
    """Why this code can't migrate a database of this revision."""
    if is_copying(revision):
        return COPY_UNFINISHED
    if not _is_newer(revision):
        return None
    head = head_revision()
    return (
        f"The database belongs to a newer release: it has revision {revision}, and this release only knows those up to "
        f"{head}. "
        f"Run the newer release, or go back with its `calmony migrate --to {head}`."
    )


def _is_newer(revision: str | None) -> bool:
    """Whether this code does not know the revision."""
    return revision is not None and not is_copying(revision) and revision not in _list_revisions()


@cache
def _list_revisions() -> tuple[str, ...]:
    """All that this code knows, the oldest first."""
    return tuple(each.revision for each in ScriptDirectory.from_config(Config(_INI)).walk_revisions())[::-1]


def _read_migratable(connection: Connection) -> str | None:
    before = MigrationContext.configure(connection).get_current_revision()
    if obstacle := _find_obstacle(before):
        raise UserError(obstacle)
    return before


def _downgrade(connection: Connection, revision: str) -> None:
    before, known = _read_migratable(connection), _list_revisions()
    if revision not in known:
        raise UserError(f"There is no revision {revision}: this release has {known[0]} to {known[-1]}.")
    if before is None or known.index(before) < known.index(revision):
        raise UserError(f"The database has not reached revision {revision}: run `calmony migrate`.")
    command.downgrade(_config(connection), revision)


def _upgrade(connection: Connection, before: str | None) -> bool:
    command.upgrade(_config(connection), "head")
    if before is None or not _is_filled_by_imports(before):
        return False
    return connection.execute(select(column("id")).select_from(table("customer")).limit(1)).first() is not None


def _is_filled_by_imports(before: str) -> bool:
    """Whether a later revision says that an import fills what it adds."""
    later = ScriptDirectory.from_config(Config(_INI)).iterate_revisions("head", before)
    return any(getattr(revision.module, "FILLED_BY_IMPORTS", False) for revision in later)


def _config(connection: Connection) -> Config:
    config = Config(_INI)
    config.attributes["connection"] = connection
    return config


def _differences(connection: Connection) -> list[str]:
    context = MigrationContext.configure(connection, opts={"compare_type": True, "include_name": is_in_use})
    return [str(difference) for difference in compare_metadata(context, METADATA)]
