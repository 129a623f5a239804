"""Keeps anew what is due, wherever there is something."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from sqlalchemy import Column, Select, exists, literal, select, union_all

from models.access.project import Project
from models.ownership import table_of
from models.values.instant import Instant
from resolvers.summaries.keeping import Keeping
from storage.database import Database

_PROJECT = table_of(Project)
# Keeps at most so many customers anew, and says how many there were.
Keep = Callable[[Keeping, int], Awaitable[int]]


async def keep_due(database: Database, moment: Column[Any], now: Instant, most: int, keep: Keep) -> int:
    """Keeps at most so many customers anew, a project and mode after the other; how many there were."""
    left = most
    for project_id, live_mode in await _find_due(database, moment, now):
        async with database.engine.begin() as connection:
            left -= await keep(Keeping(connection, project_id, live_mode, now), left)
        if not left:
            break
    return most - left


async def _find_due(database: Database, moment: Column[Any], now: Instant) -> Sequence[Any]:
    """The projects and modes with a row whose moment has come: asked of each, it is found in the index."""
    due = union_all(*(_scopes(moment, live_mode, now) for live_mode in (True, False)))
    async with database.engine.connect() as connection:
        return (await connection.execute(due)).all()


def _scopes(moment: Column[Any], live_mode: bool, now: Instant) -> Select[Any]:
    rows = moment.table.c
    is_due = exists().where(rows.project_id == _PROJECT.c.id, rows.live_mode == live_mode, moment <= now)
    return select(_PROJECT.c.id, literal(live_mode)).where(is_due)
