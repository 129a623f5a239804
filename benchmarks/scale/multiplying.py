"""Makes many customers of few: every row that is a customer's is copied in SQL, under ids of its own.

A copy has the same values but for ids. So have its derived rows: its sums and facets are copies of its original's.
`calmony verify` tells whether that is so.
"""

import sqlite3
from contextlib import closing
from pathlib import Path

import asyncpg
from sqlalchemy import URL, Table

from models.billing.discount import Discount
from models.ownership import NoCustomer, owner_of, table_of
from models.scoped import SCOPE
from models.tables import METADATA

# Names of things that all customers share.
_SHARED = frozenset({"project_id", "plan_id", "product_id", "coupon_id", "actor_id", "price_id"})
# What a copy's id has behind its prefix: later in the order of ids than those that are made elsewhere.
_MARK = "'z' || {copy} || 'z'"


def multiply_sqlite(few: Path, many: Path, project_id: str, times: int) -> None:
    """Copies a project's rows in a file into its own copy until there are so many of each; indexes are made anew."""
    with closing(sqlite3.connect(many, isolation_level=None)) as connection:
        for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-1000000", "threads=2", "foreign_keys=OFF"):
            connection.execute(f"PRAGMA {pragma}").fetchall()
        connection.execute("ATTACH ? AS few", (str(few),))
        connection.execute("CREATE TEMP TABLE copies (copy INTEGER PRIMARY KEY)")
        connection.executemany("INSERT INTO copies VALUES (?)", [(copy,) for copy in range(1, times)])
        for table in _copied():
            made = "SELECT name, sql FROM main.sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name = ?"
            indexes = connection.execute(made, (table.name,)).fetchall()
            for name, _ in indexes:
                connection.execute(f"DROP INDEX {name}")
            _copy_sqlite(connection, table, project_id, times)
            for _, sql in indexes:
                connection.execute(sql)
        for table in _counts():
            connection.execute(_multiply(table, times), {"project": project_id})
        connection.execute("PRAGMA analysis_limit=1000")
        connection.execute("ANALYZE")
        connection.execute("PRAGMA journal_mode=WAL").fetchall()


async def multiply_postgresql(url: URL, project_id: str, times: int) -> None:
    """The same in a database of its own."""
    connection = await asyncpg.connect(url.set(drivername="postgresql").render_as_string(hide_password=False))
    try:
        # Foreign keys would be looked up row by row.
        for setting in ("session_replication_role = replica", "synchronous_commit = off", "work_mem = '256MB'"):
            await connection.execute(f"SET {setting}")
        for table in _copied():
            rows = f'"{table.name}" AS few CROSS JOIN generate_series(1, {times - 1}) AS copies (copy)'
            insert = _insert(table, rows, "lpad(copy::text, 6, '0')", "strpos")
            await connection.execute(insert.replace(":project", "$1"), project_id)
        for table in _counts():
            await connection.execute(_multiply(table, times).replace(":project", "$1"), project_id)
        await connection.execute("VACUUM ANALYZE")
    finally:
        await connection.close()


def _copy_sqlite(connection: sqlite3.Connection, table: Table, project_id: str, times: int) -> None:
    copy, rows = "printf('%06d', copy)", f'few."{table.name}" AS few'
    names, keys = [column.name for column in table.columns], [column.name for column in table.primary_key]
    if _is_own(keys[len(SCOPE)]):
        # Copy by copy, the rows come in the order of their keys.
        for each in range(1, times):
            source = f"{rows} JOIN copies ON copy = {each}"
            connection.execute(_insert(table, source, copy, "instr"), {"project": project_id})
        return
    order = ", ".join(str(names.index(key) + 1) for key in keys)
    insert = _insert(table, f"{rows} CROSS JOIN copies", copy, "instr")
    connection.execute(f"{insert} ORDER BY {order}", {"project": project_id})


def _insert(table: Table, rows: str, copy: str, position: str) -> str:
    """`rows` are those of the originals with `copy`, its number as text, `position` the database's function for it."""
    names = [column.name for column in table.columns]
    mark = _MARK.format(copy=copy)
    values = [_copy_of(name, mark, position) for name in names]
    target = ", ".join(f'"{name}"' for name in names)
    return (
        f'INSERT INTO "{table.name}" ({target}) SELECT {", ".join(values)} FROM {rows} WHERE few.project_id = :project'
    )


def _multiply(table: Table, times: int) -> str:
    return f"UPDATE {table.name} SET how_many = how_many * {times} WHERE project_id = :project"


def _copy_of(name: str, mark: str, position: str) -> str:
    if name == "discount_ids":
        # A list in JSON: every id in it begins behind a quotation mark.
        return f"replace(few.{name}, 'di_', 'di_' || {mark})"
    if name == "figures":
        # JSON, too, that names subscriptions.
        return f"""replace(few.{name}, '"sub_', '"sub_' || {mark})"""
    if not _is_own(name):
        return f'few."{name}"'
    prefix = f"{position}(few.{name}, '_')"
    return f"substr(few.{name}, 1, {prefix}) || {mark} || substr(few.{name}, {prefix} + 1)"


def _is_own(name: str) -> bool:
    return (name == "id" or name.endswith("_id")) and name not in _SHARED


def _copied() -> list[Table]:
    discounts = table_of(Discount)
    return [
        table for table in METADATA.sorted_tables if not isinstance(owner_of(table), NoCustomer) or table is discounts
    ]


def _counts() -> list[Table]:
    """What is counted over all customers."""
    shared = (table for table in METADATA.sorted_tables if isinstance(owner_of(table), NoCustomer))
    return [table for table in shared if "how_many" in table.c]
