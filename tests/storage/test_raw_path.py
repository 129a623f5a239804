"""Rows read on the driver are what the ORM gives: every column of every table, at the extremes of its type."""

from decimal import Decimal
from itertools import cycle, islice
from typing import Any

import pytest
from sqlalchemy import BigInteger, Boolean, Column, Integer, SmallInteger, Table, text
from sqlalchemy import select as core_select
from sqlmodel import SQLModel, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.columns import EnumText, ExactDecimal, JsonText
from models.hydration import hydrate
from models.scoped import column_names
from models.tables import TABLES
from storage.database import Database
from storage.statements import compile_statement
from tests.factories import make_customer, make_project, save

TEXTS = [
    "",
    "plain",
    "Größe 東京 ไทย العربية",
    "🧾 e\u0301 \u200f",
    '\'; DROP "x" -- %_\\',
    "\t\n\r",
    "0",
    "1e5",
    "[1]",
]
DOCUMENTS: list[Any] = [
    {},
    [],
    "",
    "text",
    0,
    False,
    2**63 - 1,
    1.5,
    {"z": -(2**63), "ключ": [{"a": {"": "🧾"}, "b": [None, True, 1.5]}]},
]
DECIMALS = ["0", "-0.0", "0.001", "1E+3", "1E-30", "-123456789012345678901234567890.123456789", "100.00"]


def values_of(column: Column[Any]) -> list[Any]:
    """The extremes of a column's type; null too, where it may be."""
    nothing = [None] if column.nullable else []
    match column.type:
        case EnumText() as kind:
            return [*kind.enum, *nothing]
        case JsonText():
            return [*DOCUMENTS, *nothing]
        case ExactDecimal():
            return [*map(Decimal, DECIMALS), *nothing]
        case Boolean():
            return [True, False, *nothing]
        case BigInteger():
            return [-(2**63), 2**63 - 1, 0, -1, 2**53 + 1, *nothing]
        case SmallInteger():
            return [-(2**15), 2**15 - 1, 0, *nothing]
        case Integer():
            return [-(2**31), 2**31 - 1, 0, *nothing]
        case _:
            return [*TEXTS, *nothing]


def extreme_rows(model: type[SQLModel]) -> list[SQLModel]:
    """As many rows as the richest column has values, each column going round its own; texts of keys are unique."""
    table: Table = model.__table__  # type: ignore[attr-defined]
    names = dict(zip(table.columns, column_names(model), strict=True))
    count = max(len(values_of(column)) for column in table.columns)
    columns = {names[column]: list(islice(cycle(values_of(column)), count)) for column in table.columns}
    for column in table.columns:
        is_text = not isinstance(column.type, (EnumText, Boolean, Integer))
        if is_text and (column.primary_key or column.unique):
            columns[names[column]] = [f"{value}#{index}" for index, value in enumerate(columns[names[column]])]
    return [model(**dict(zip(columns, values, strict=True))) for values in zip(*columns.values(), strict=True)]


async def store_without_parents(database: Database, rows: list[SQLModel]) -> None:
    """Only the values matter here, so the keys of others may point nowhere."""
    async with database.engine.connect() as connection, AsyncSession(connection) as session:
        if database.dialect.name == "sqlite":
            raw = await connection.get_raw_connection()
            await raw.driver_connection.execute("PRAGMA foreign_keys=OFF")  # type: ignore[union-attr]
        else:
            await connection.execute(text("SET session_replication_role = replica"))
            await connection.commit()
        session.add_all(rows)
        await session.commit()
        await connection.invalidate()


async def read_with_the_orm(database: Database, model: type[SQLModel]) -> list[dict[str, Any]]:
    async with database.sessions() as session:
        return [as_dict(model, row) for row in await session.exec(select(model))]


async def read_on_the_driver(database: Database, model: type[SQLModel]) -> list[dict[str, Any]]:
    every = compile_statement(core_select(*model.__table__.c), database.dialect)  # type: ignore[attr-defined]
    return [as_dict(model, row) for row in hydrate(model, await database.fetch(every, {}))]


def as_dict(model: type[SQLModel], row: SQLModel) -> dict[str, Any]:
    # The text too, because True == 1; but not of decimals, where 1E+3 may come back as 1000.
    values = {name: getattr(row, name) for name in column_names(model)}
    return {name: (value, type(value) if isinstance(value, Decimal) else repr(value)) for name, value in values.items()}


def by_text(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(rows, key=repr)


@pytest.mark.parametrize("model", TABLES, ids=lambda model: model.__tablename__)
async def test_a_row_read_on_the_driver_equals_the_row_of_the_orm(database: Database, model: type[SQLModel]) -> None:
    rows = extreme_rows(model)
    written = [as_dict(model, row) for row in rows]
    await store_without_parents(database, rows)

    by_orm, by_driver = await read_with_the_orm(database, model), await read_on_the_driver(database, model)

    assert by_text(by_driver) == by_text(by_orm)
    assert by_text(by_driver) == by_text(written)


async def test_a_row_read_on_the_driver_is_a_model_like_any_other(database: Database) -> None:
    customer = make_customer(address={"city": "Köln"})
    await save(database, make_project(), customer)
    table = type(customer).__table__  # type: ignore[attr-defined]

    [row] = hydrate(
        type(customer), await database.fetch(compile_statement(core_select(*table.c), database.dialect), {})
    )

    assert row.model_dump() == customer.model_dump()
    assert type(customer).model_validate(row.model_dump()).model_dump() == customer.model_dump()
    assert "Köln" in repr(row)
