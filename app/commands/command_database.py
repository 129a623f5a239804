"""Opens the database for a command; its errors become one line."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import TYPE_CHECKING, TypeVar

from app.user_error import UserError

if TYPE_CHECKING:
    from app.settings import Settings
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
async def database_of_settings(settings: "Settings | None" = None) -> "AsyncIterator[Database]":
    """The database of these settings or the environment's; what it refuses or fails at becomes a UserError."""
    from app.database.opening import open_database
    from app.settings import read_settings

    with telling_failures("CALMONY_DATABASE_URL"):
        async with open_database(settings or read_settings()) as database:
            yield database


@contextmanager
def telling_failures(source: str) -> Iterator[None]:
    """What the database whose URL comes from `source` refuses or fails at becomes a UserError."""
    from sqlalchemy.exc import ArgumentError, DataError, DBAPIError, IntegrityError, ProgrammingError
    from sqlalchemy.exc import TimeoutError as PoolTimeout

    from app.database.migrations import DatabaseUnreachable
    from storage.dialect import UnsupportedDatabase
    from storage.unavailable import DRIVER_ERRORS, DatabaseUnavailable, is_transient

    try:
        yield
    except (UnsupportedDatabase, ArgumentError) as error:
        raise UserError(f"{source}: {error}") from error
    except (DataError, IntegrityError, ProgrammingError):
        # A fault of ours, not the database's: show the traceback.
        raise
    except DBAPIError as error:
        raise UserError(f"The database failed: {_first_line(error.orig)}") from error
    except DatabaseUnavailable as error:
        raise UserError(f"The database does not answer: {error.__cause__}") from error
    except (DatabaseUnreachable, PoolTimeout, OSError) as error:
        raise UserError(f"The database does not answer: {error}") from error
    except DRIVER_ERRORS as error:
        # The driver's own, of what is written past SQLAlchemy.
        if not is_transient(error):
            raise
        raise UserError(f"The database failed: {_first_line(error)}") from error


def _first_line(error: object) -> str:
    return str(error).partition("\n")[0]


async def require_migrated(database: "Database", source: str | None = None) -> None:
    """Raises UserError when the database is not at the newest revision, and DatabaseUnreachable.

    The message begins with the `source` of the URL where there is more than one database.
    """
    from app.database.migrations import find_gap

    if gap := await find_gap(database):
        raise UserError(gap if source is None else f"{source}: {gap}")
