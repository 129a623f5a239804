"""The databases that are supported; a third one is a module like these two, and a line here."""

from sqlalchemy import URL
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.dialect import Dialect, UnsupportedDatabase
from storage.postgresql.dialect import POSTGRESQL
from storage.sqlite.dialect import SQLITE

DIALECTS: tuple[Dialect, ...] = (SQLITE, POSTGRESQL)


def dialect_for(url: URL) -> Dialect:
    """The dialect that serves the URL; raises UnsupportedDatabase."""
    for dialect in DIALECTS:
        if dialect.drivername == url.drivername:
            return dialect
    supported = " or ".join(dialect.drivername for dialect in DIALECTS)
    raise UnsupportedDatabase(f"{url.drivername} is not {supported}")


def dialect_of(connection: AsyncConnection) -> Dialect:
    """The dialect of a connection of SQLAlchemy's."""
    return next(dialect for dialect in DIALECTS if dialect.name == connection.dialect.name)
