"""When the database can't answer for now: one error for all that its drivers raise then."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from storage.dialects import DIALECTS

# What SQLAlchemy, the drivers and the network below them raise.
DRIVER_ERRORS: tuple[type[Exception], ...] = (
    DBAPIError,
    PoolTimeout,
    OSError,
    *chain.from_iterable(dialect.driver_errors for dialect in DIALECTS),
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
    return isinstance(error, PoolTimeout | OSError) or any(dialect.may_pass(error) for dialect in DIALECTS)
