"""One error for all that the drivers raise while the database can't answer."""

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
    """Raises DatabaseUnavailable for a transient error; every other error is raised as it is."""
    try:
        yield
    except DRIVER_ERRORS as error:
        tell_unavailable(error)
        raise


def tell_unavailable(error: BaseException) -> None:
    """Raises DatabaseUnavailable for a transient one of DRIVER_ERRORS."""
    if is_transient(error):
        _logger.warning("database unavailable: %s", type(error).__name__)
        raise DatabaseUnavailable("The database can't answer for now.") from error


def is_transient(error: BaseException) -> bool:
    """Whether the database's present state is to blame, not the statement: the same may succeed later."""
    if isinstance(error, DBAPIError):
        return error.orig is not None and (error.connection_invalidated or is_transient(error.orig))
    return isinstance(error, PoolTimeout | OSError) or any(dialect.is_transient(error) for dialect in DIALECTS)
