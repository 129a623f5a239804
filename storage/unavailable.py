"""When the database can't answer for now: one error for all that its drivers raise then."""

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import asyncpg
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

# Busy, locked, read-only, interrupted, I/O error, full, can't be opened (https://www.sqlite.org/rescode.html):
# what passes, or what an administrator mends. Other codes are faults of ours.
_SQLITE_CODES = frozenset((5, 6, 8, 9, 10, 13, 14))
# Classes of SQLSTATE (PostgreSQL, appendix A): connection, rolled back for another, out of resources, operator.
_SQLSTATE_CLASSES = ("08", "40", "53", "57")
# No lock to be had, and a server that only reads: one that stands by, until it is in charge.
_SQLSTATES = ("55P03", "25006")

# What the drivers raise; asyncpg is confused by a connection that is cut in the midst of an answer, and says so.
DRIVER_ERRORS = (
    DBAPIError,
    PoolTimeout,
    sqlite3.Error,
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    OSError,
)

_logger = logging.getLogger(__name__)


class DatabaseUnavailable(Exception):
    """The database is gone, locked, full or stopping; what was asked can be asked again later."""


@contextmanager
def telling_unavailable() -> Iterator[None]:
    """Raises DatabaseUnavailable for an error that may pass; every other error goes on as it is."""
    try:
        yield
    except DRIVER_ERRORS as error:
        tell_unavailable(error)
        raise


def tell_unavailable(error: BaseException) -> None:
    """Raises DatabaseUnavailable for one of DRIVER_ERRORS that may pass."""
    if may_pass(error):
        _logger.warning("database unavailable: %s", type(error).__name__)
        raise DatabaseUnavailable("The database can't answer for now.") from error


def may_pass(error: BaseException) -> bool:
    """Whether it is the database's state that is to blame, not the statement."""
    if isinstance(error, DBAPIError):
        return error.orig is not None and (error.connection_invalidated or may_pass(error.orig))
    if isinstance(error, sqlite3.Error):
        return getattr(error, "sqlite_errorcode", 0) & 0xFF in _SQLITE_CODES
    state = getattr(error, "sqlstate", None)
    if isinstance(state, str):
        return state.startswith(_SQLSTATE_CLASSES) or state in _SQLSTATES
    return isinstance(error, PoolTimeout | asyncpg.InterfaceError | asyncpg.InternalClientError | OSError)
