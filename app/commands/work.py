"""Opens the database for a command; its errors become one line."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, TypeVar

from app.user_error import UserError

if TYPE_CHECKING:
    from storage.database import Database

Result = TypeVar("Result")


def run_on_database(work: "Callable[[Database], Awaitable[Result]]") -> Result:
    """Runs the work on the migrated database of the settings; raises UserError when there is none."""

    async def run() -> Result:
        async with database_of_settings() as database:
            await require_migrated(database)
            return await work(database)

    return asyncio.run(run())


def check_database() -> None:
    """Raises UserError unless the database of the settings is there and migrated."""
    run_on_database(lambda _: asyncio.sleep(0))


@asynccontextmanager
async def database_of_settings() -> "AsyncIterator[Database]":
    """The database of the settings; what it refuses or fails at becomes a UserError."""
    from sqlalchemy.exc import ArgumentError, DataError, DBAPIError, IntegrityError, ProgrammingError
    from sqlalchemy.exc import TimeoutError as PoolTimeout

    from app.database import open_database
    from app.settings import read_settings
    from storage.dialect import UnsupportedDatabase

    try:
        async with open_database(read_settings()) as database:
            yield database
    except (UnsupportedDatabase, ArgumentError) as error:
        raise UserError(f"CALMONY_DATABASE_URL: {error}") from error
    except (DataError, IntegrityError, ProgrammingError):
        # A fault of ours, not the database's: show the traceback.
        raise
    except DBAPIError as error:
        raise UserError(f"The database fails: {str(error.orig).partition(chr(10))[0]}") from error
    except (PoolTimeout, OSError) as error:
        raise UserError(f"The database does not answer: {error}") from error


async def require_migrated(database: "Database") -> None:
    """Raises UserError when the database is unreachable or not at the newest revision."""
    from app.migrations import NOT_MIGRATED, DatabaseUnreachable, is_migrated

    try:
        if not await is_migrated(database):
            raise UserError(NOT_MIGRATED)
    except DatabaseUnreachable as error:
        raise UserError(f"The database does not answer: {error}") from error
