"""Lists what a part has, and what its rows name and it has not."""

from collections.abc import Iterator
from functools import cache

from sqlalchemy import exists, literal_column, select

from intake.parts.names import FACTS, SHARED, list_names
from models.scoped import same_scope
from storage.in_memory import Opened, compile_text

# Table and mode.
Scope = tuple[str, bool]


def list_ids(database: Opened) -> dict[Scope, list[str]]:
    """The ids of its rows; nothing of what all customers share."""
    found: dict[Scope, list[str]] = {}
    for name, sql in _ids():
        for live_mode, identifier in database.fetch(sql):
            found.setdefault((name, bool(live_mode)), []).append(identifier)
    return found


def list_outside(database: Opened) -> dict[Scope, list[str]]:
    """Those that its rows name, and it has not."""
    found: dict[Scope, set[str]] = {}
    for name, sql in _outside():
        for live_mode, identifier in database.fetch(sql):
            found.setdefault((name, bool(live_mode)), set()).add(identifier)
    return {scope: sorted(ids) for scope, ids in found.items()}


# The statements, each with the table whose ids it reads: written once for all parts, since that takes longer than to
# run them.
@cache
def _ids() -> list[tuple[str, str]]:
    own = (table for table in FACTS if table not in SHARED and "id" in table.primary_key.columns)
    return [(table.name, compile_text(select(table.c.live_mode, table.c.id))) for table in own]


@cache
def _outside() -> list[tuple[str, str]]:
    return list(_write_outside())


def _write_outside() -> Iterator[tuple[str, str]]:
    for table, column, named in list_names():
        if named not in SHARED:
            row = named.alias("named")
            is_there = exists(literal_column("1")).where(same_scope(row, table), row.c.id == table.c[column])
            wanted = select(table.c.live_mode, table.c[column]).where(table.c[column].is_not(None), ~is_there)
            yield named.name, compile_text(wanted)
