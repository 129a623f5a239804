"""Refreshes derived rows that are due, in each project and mode that has any."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from sqlalchemy import Column, ColumnElement, Select, Table, exists, literal, select, union_all

from models.access.project import Project
from models.ownership import table_of
from models.values.instant import Instant
from resolvers.summaries.scoped_transaction import ScopedTransaction
from storage.database import Database

_PROJECT = table_of(Project)
# Refreshes at most so many customers, and returns how many.
Refresh = Callable[[ScopedTransaction, int], Awaitable[int]]


async def refresh_due(database: Database, moment: Column[Any], now: Instant, most: int, refresh: Refresh) -> int:
    """Refreshes at most `most` customers whose `moment` has come, one project and mode at a time; returns how many.

    If one of them fails, the others still have their turn; then the first error is raised.
    """
    left, errors = most, []
    for project_id, live_mode in await find_scopes(database, moment.table, moment <= now):
        try:
            async with database.engine.begin() as connection:
                left -= await refresh(ScopedTransaction(connection, project_id, live_mode, now), left)
        except Exception as error:
            errors.append(error)
        if not left:
            break
    if errors:
        raise errors[0]
    return most - left


async def find_scopes(database: Database, rows: Table, condition: ColumnElement[bool]) -> Sequence[Any]:
    """The projects and modes with a row of which the condition holds: asked of each, it is found in an index."""
    found = union_all(*(_scopes(rows, live_mode, condition) for live_mode in (True, False)))
    async with database.engine.connect() as connection:
        return (await connection.execute(found)).all()


def _scopes(rows: Table, live_mode: bool, condition: ColumnElement[bool]) -> Select[Any]:
    is_there = exists().where(rows.c.project_id == _PROJECT.c.id, rows.c.live_mode == live_mode, condition)
    return select(_PROJECT.c.id, literal(live_mode)).where(is_there)
