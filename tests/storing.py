"""Rows put into a database past the ORM, whose unit of work would take most of the time of a small test."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import groupby
from typing import Any, NamedTuple

from sqlalchemy import Table, insert, inspect
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import make_transient_to_detached
from sqlmodel import SQLModel

from models.billing.subscription import Subscription
from models.billing.subscription_item import SubscriptionItem
from models.ownership import table_of
from models.scoped import column_names
from resolvers.summaries.entry_sources import ALL
from resolvers.summaries.sum_updates import FACTS
from resolvers.summaries.touched import CARDS_FOLLOW, FACETS_FOLLOW, Touched
from storage.database import Database
from storage.dialect import Dialect
from tests.factories.scopes import NOW

Rows = SQLModel | Iterable[SQLModel]
_KEPT = FACTS | FACETS_FOLLOW | CARDS_FOLLOW | ALL.keys()
_SUBSCRIPTION = table_of(Subscription)


class Insert(NamedTuple):
    """A statement of the driver, and what makes its parameters of a row."""

    sql: str
    parameters: Callable[[SQLModel], tuple[Any, ...]]


async def save(database: Database, *rows: Rows) -> None:
    """Stores the rows in the order given, parents first; they are then as if a session had read them."""
    given = list(_flat(rows))
    if any(inspect(row).has_identity for row in given):
        async with database.sessions() as session, session.begin():
            with session.no_autoflush:
                touched = await _touch(await session.connection(), given)
                session.add_all(given)
                await session.flush()
                await _update_derived(touched)
        return
    async with database.engine.begin() as connection:
        touched = await _touch(connection, given)
        for model, group in groupby(given, type):
            statement, new = insert_of(model, database.dialect), list(group)
            await connection.exec_driver_sql(statement.sql, [statement.parameters(row) for row in new])
            for row in new:
                make_transient_to_detached(row)
        await _update_derived(touched)


async def _touch(connection: AsyncConnection, rows: list[SQLModel]) -> list[Touched]:
    """What keeps the figures of each project and mode that follow from the rows."""
    facts: list[Any] = [row for row in rows if table_of(type(row)) in _KEPT]
    ids: dict[tuple[str, bool], dict[Table, set[str]]] = defaultdict(lambda: defaultdict(set))
    for row in facts:
        ids[row.project_id, row.live_mode][table_of(type(row))].add(row.id)
    for row in rows:
        if isinstance(row, SubscriptionItem):
            ids[row.project_id, row.live_mode][_SUBSCRIPTION].add(row.subscription_id)
    touched = []
    for (project_id, live_mode), by_table in ids.items():
        touched.append(Touched(connection, project_id, live_mode, NOW))
        for table, noted in by_table.items():
            await touched[-1].note(table, noted)
    return touched


async def _update_derived(touched: list[Touched]) -> None:
    for each in touched:
        await each.update_derived()


@lru_cache
def insert_of(model: type[SQLModel], dialect: Dialect) -> Insert:
    """Compiled once for all tests: SQLAlchemy would do it for each engine, and each test has its own."""
    table: Table = table_of(model)
    compiled: Any = insert(table).compile(dialect=dialect.compiler, column_keys=list(table.c.keys()))
    attributes = dict(zip(table.c.keys(), column_names(model), strict=True))
    names: list[str] = compiled.positiontup
    encode = [(attributes[name], _encoder(table.c[name].type, dialect)) for name in names]
    return Insert(compiled.string, lambda row: tuple(write(getattr(row, name)) for name, write in encode))


def _encoder(kind: Any, dialect: Dialect) -> Callable[[Any], Any]:
    return kind.dialect_impl(dialect.compiler).bind_processor(dialect.compiler) or (lambda value: value)


def _flat(rows: Iterable[Rows]) -> Iterator[SQLModel]:
    for each in rows:
        if isinstance(each, SQLModel):
            yield each
        else:
            yield from each
