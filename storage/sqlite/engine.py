"""SQLAlchemy's engine for writes to SQLite: one connection, and transactions that lock when they begin."""

import asyncio
import sqlite3
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, event
from sqlalchemy.dialects.sqlite.aiosqlite import dialect
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from storage.dialect import BUSY_SECONDS
from storage.sqlite.one_hop import OneHopConnection

_DIALECT = dialect()


def open_engine(url: URL, path: Path) -> AsyncEngine:
    """The engine of the file, whose folder is made where it is missing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    # SQLite has one writer at a time: a queue of one connection is fairer than its busy handler.
    engine = create_async_engine(
        url,
        async_creator=partial(_connect, url),
        pool_size=1,
        max_overflow=0,
        pool_timeout=BUSY_SECONDS,
        hide_parameters=True,
    )
    event.listen(engine.sync_engine, "connect", _prepare)
    event.listen(engine.sync_engine, "begin", _begin_immediate)
    event.listen(engine.sync_engine, "invalidate", _roll_back)
    return engine


async def _connect(url: URL) -> OneHopConnection:
    arguments, options = _DIALECT.create_connect_args(url)
    connection = OneHopConnection(partial(sqlite3.connect, *arguments, **options, timeout=BUSY_SECONDS))
    await connection
    return connection


def _prepare(connection: DBAPIConnection, _record: Any) -> None:
    # SQLAlchemy's recipe: the driver must not begin transactions of its own.
    connection.isolation_level = None
    cursor = connection.cursor()
    # What is deleted is overwritten: nobody finds it in the file. Temporary files, which hold rows and pages as they
    # were before, would only be unlinked.
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON", "temp_store=MEMORY"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_immediate(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _roll_back(connection: DBAPIConnection, _record: Any, _error: BaseException | None) -> None:
    # Closed with a statement still open, SQLite would keep the transaction and its lock.
    with suppress(sqlite3.Error, asyncio.CancelledError):
        connection.rollback()
