"""In which projects and modes there is something to keep anew."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Column, Select, exists, literal, select, union_all

from models.access.project import Project
from models.ownership import table_of
from models.values.instant import Instant
from storage.database import Database

_PROJECT = table_of(Project)
Scopes = Sequence[Any]


async def find_due(database: Database, moment: Column[Any], now: Instant) -> Scopes:
    """Those with a row whose moment has come: asked of each, it is found in the index."""
    due = union_all(*(_scopes(moment, live_mode, now) for live_mode in (True, False)))
    async with database.engine.connect() as connection:
        return (await connection.execute(due)).all()


def _scopes(moment: Column[Any], live_mode: bool, now: Instant) -> Select[Any]:
    rows = moment.table.c
    is_due = exists().where(rows.project_id == _PROJECT.c.id, rows.live_mode == live_mode, moment <= now)
    return select(_PROJECT.c.id, literal(live_mode)).where(is_due)
