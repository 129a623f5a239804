"""The ids of a part's rows, and the ids that these refer to without the part having them."""

from collections.abc import Iterator
from functools import cache

from sqlalchemy import exists, literal_column, select

from intake.parts.foreign_keys import OBJECT_TABLES, SHARED_TABLES, list_foreign_keys
from models.scoped import same_scope
from storage.in_memory import Opened, compile_text

# Table and mode.
Scope = tuple[str, bool]


def list_ids(database: Opened) -> dict[Scope, list[str]]:
    """The ids of its rows, but for shared ones."""
    found: dict[Scope, list[str]] = {}
    for name, sql in _id_statements():
        for live_mode, identifier in database.fetch(sql):
            found.setdefault((name, bool(live_mode)), []).append(identifier)
    return found


def list_external_ids(database: Opened) -> dict[Scope, list[str]]:
    """The ids that its rows refer to and it does not have."""
    found: dict[Scope, set[str]] = {}
    for name, sql in _external_id_statements():
        for live_mode, identifier in database.fetch(sql):
            found.setdefault((name, bool(live_mode)), set()).add(identifier)
    return {scope: sorted(ids) for scope, ids in found.items()}


# The statements, each with the table whose ids it reads: written once for all parts, since that takes longer than to
# run them.
@cache
def _id_statements() -> list[tuple[str, str]]:
    own = (table for table in OBJECT_TABLES if table not in SHARED_TABLES and "id" in table.primary_key.columns)
    return [(table.name, compile_text(select(table.c.live_mode, table.c.id))) for table in own]


@cache
def _external_id_statements() -> list[tuple[str, str]]:
    return list(_write_external_id_statements())


def _write_external_id_statements() -> Iterator[tuple[str, str]]:
    for table, column, named in list_foreign_keys():
        if named not in SHARED_TABLES:
            row = named.alias("named")
            is_there = exists(literal_column("1")).where(same_scope(row, table), row.c.id == table.c[column])
            wanted = select(table.c.live_mode, table.c[column]).where(table.c[column].is_not(None), ~is_there)
            yield named.name, compile_text(wanted)
