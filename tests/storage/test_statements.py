"""Parameters on their way to the driver, on both databases."""

import pytest
from sqlalchemy import Text, bindparam, select

from models.billing.customer import Customer
from storage.database import Database
from storage.statements import among, compile_statement
from tests.factories import make_customer, make_project, save

CUSTOMERS = Customer.__table__  # type: ignore[attr-defined]

HOSTILE = [
    "\0",
    "cus_1\0",
    "\ud800",
    "\udfff cus_1",
    "cus_1' OR '1'='1",
    "%",
    "_____",
    "",
    "cus_1 ",
    "CUS_1",
    "🧾" * 9999,
]


@pytest.mark.parametrize("text", HOSTILE, ids=repr)
async def test_a_text_that_no_id_has_finds_nothing_and_is_no_error(database: Database, text: str) -> None:
    await save(database, make_project(), make_customer())
    equal = select(CUSTOMERS.c.id).where(CUSTOMERS.c.id == bindparam("id", type_=Text))
    listed = select(CUSTOMERS.c.id).where(among(CUSTOMERS.c.id, "ids", database.dialect))

    one = await database.fetch(compile_statement(equal, database.dialect), {"id": text})
    many = await database.fetch(compile_statement(listed, database.dialect), {"ids": [text, "cus_1"]})

    assert one == []
    assert many == [("cus_1",)]


@pytest.mark.parametrize("count", [0, 1, 1000, 50_000])
async def test_a_list_of_any_length_is_one_parameter(database: Database, count: int) -> None:
    await save(database, make_project(), [make_customer(number) for number in range(3)])
    listed = compile_statement(
        select(CUSTOMERS.c.id).where(among(CUSTOMERS.c.id, "ids", database.dialect)).order_by(CUSTOMERS.c.id),
        database.dialect,
    )

    found = await database.fetch(listed, {"ids": [f"cus_{number}" for number in range(count)]})

    assert found == [(f"cus_{number}",) for number in range(min(count, 3))]
    assert len(listed.bind({"ids": []})) == 1
