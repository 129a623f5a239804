"""Writes rows: upserts, updates of some columns, and child rows that are replaced as a whole."""

from collections.abc import Callable, Iterable
from functools import cache
from operator import itemgetter
from typing import Any, NamedTuple

import orjson
from sqlalchemy import Table, bindparam, delete, update

from intake.shapes.translated import Row
from intake.storing.target import Target
from models.columns import JsonText
from storage.dialect import Dialect


class _Upsert(NamedTuple):
    """The statement's text, its parameters from a row in their order, and the columns that are JSON.

    `defaults` are of columns that rows leave out. It runs for each row, or, if it `takes_lists`, once for all.
    """

    text: str
    read: Callable[[Row], tuple[Any, ...]]
    json_names: tuple[str, ...]
    defaults: Row
    takes_lists: bool


async def upsert(target: Target, table: Table, rows: list[Row], kept: frozenset[str] = frozenset()) -> None:
    """Inserts the rows, which have the same columns, or replaces those of the same key.

    Of a table that is summed up, a row that was not there is only inserted: another import that inserts it at the same
    time must not be overwritten uncounted, and the later one fails. `kept` columns are not replaced by null. The rows'
    values are as they are stored, but for JSON: the driver takes them without SQLAlchemy in between, which would double
    the time of an import.
    """
    if rows:
        new: set[str] = set()
        if "id" in rows[0]:
            ids = [row["id"] for row in rows]
            await target.touched.note(table, ids)
            new = target.touched.list_new(table, ids)
        columns = frozenset(rows[0])
        stored = [row for row in rows if row["id"] not in new] if new else rows
        inserted = [row for row in rows if row["id"] in new] if new else []
        await _write(target, _compile(table, target.dialect, kept, columns, replaces=True), stored)
        await _write(target, _compile(table, target.dialect, kept, columns, replaces=False), inserted)


async def _write(target: Target, compiled: "_Upsert", rows: list[Row]) -> None:
    if not rows:
        return
    shared = compiled.defaults | target.scope
    parameters = [compiled.read(_encode(shared | row, compiled.json_names)) for row in rows]
    values = tuple(map(list, zip(*parameters, strict=True))) if compiled.takes_lists else parameters
    await target.connection.exec_driver_sql(compiled.text, values)


async def update_rows(target: Target, table: Table, rows: Iterable[Row]) -> None:
    """Sets columns of stored rows, by their ids; each row has its id and the columns to set."""
    by_columns: dict[tuple[str, ...], list[Row]] = {}
    rows = list(rows)
    await target.touched.note(table, [row["id"] for row in rows])
    for row in rows:
        # Parameter names differ from the column names, as SQLAlchemy requires.
        by_columns.setdefault(tuple(row), []).append({f"new_{name}": value for name, value in row.items()})
    for columns, values in by_columns.items():
        statement = (
            update(table)
            .where(*(table.c[name] == value for name, value in target.scope.items()))
            .where(table.c.id == bindparam("new_id"))
            .values({name: bindparam(f"new_{name}") for name in columns if name != "id"})
        )
        await target.connection.execute(statement, values)


async def delete_rows(target: Target, table: Table, ids: list[str]) -> None:
    """Removes the rows with these ids."""
    if ids:
        await target.touched.note(table, ids)
        await target.connection.execute(delete(table).where(target.covers(table, "id", ids)))


async def delete_children(target: Target, table: Table, column: str, parents: Iterable[str]) -> None:
    """Removes the rows that hang on these parents."""
    await target.connection.execute(delete(table).where(target.covers(table, column, parents)))


# A statement for each table, dialect and set of columns: as many as there are kinds of objects and of their children.
@cache
def _compile(
    table: Table, dialect: Dialect, kept: frozenset[str], columns: frozenset[str], *, replaces: bool
) -> _Upsert:
    names = [*columns, "project_id", "live_mode"]
    statement = dialect.upsert(table, kept) if replaces else dialect.insert(table)
    compiled: Any = statement.compile(dialect=dialect.compiler, column_keys=names)
    defaults = {column.name: column.default.arg for column in compiled.insert_prefetch}
    of_lists = dialect.of_lists(statement, table, (), compiled.positiontup)
    if of_lists is not None:
        compiled = of_lists.compile(dialect=dialect.compiler)
    order: list[str] = compiled.positiontup
    json_names = tuple(name for name in order if isinstance(table.c[name].type, JsonText))
    return _Upsert(compiled.string, itemgetter(*order), json_names, defaults, of_lists is not None)


def _encode(row: Row, json_names: tuple[str, ...]) -> Row:
    for name in json_names:
        if row[name] is not None:
            row[name] = orjson.dumps(row[name], option=orjson.OPT_SORT_KEYS).decode()
    return row
