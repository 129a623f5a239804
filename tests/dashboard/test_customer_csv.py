"""The list of customers as a file: what it says, whom it is of, and that no cell of it is run."""

import csv

import pytest

from dashboard.customers.csv_export import COLUMNS
from models.billing.subscription import SubscriptionStatus
from resolvers.customers.export import customers as customer_export
from storage.database import Database
from tests.app.conftest import LogLines, log_lines
from tests.dashboard.conftest import Operator
from tests.factories import (
    later,
    make_customer,
    make_item,
    make_payment,
    make_plan,
    make_product,
    make_subscription,
    save,
)

__all__ = ["log_lines"]

FILE = "/dashboard/customers.csv"


async def export(operator: Operator, path: str = FILE, **query: str) -> list[list[str]]:
    """The rows below the head."""
    text = (await operator.get(path, **query)).content.decode("utf-8-sig")
    head, *rows = csv.reader(text.splitlines(keepends=True))
    assert head == list(COLUMNS)
    return rows


async def test_a_row_says_of_a_customer_what_the_list_says_but_for_machines(
    operator: Operator, database: Database
) -> None:
    ada, plan = make_customer(name="Ada; “the” Countess, née Byron", phone="020 7946"), make_plan()
    team, running = make_plan(2, product_name="Team", name="Team per month"), make_subscription(ada)
    late = make_subscription(ada, 2, status=SubscriptionStatus.PAST_DUE)
    items = [make_item(running, plan), make_item(late, team)]
    paid = [
        make_payment(ada, 1, amount=123_556, amount_refunded=100),
        make_payment(ada, 2, amount=5000, currency="JPY"),
    ]
    await save(database, ada, make_product(), [plan, team], [running, late], items, paid)

    rows = await export(operator)

    about = [
        "cus_1",
        "Ada; “the” Countess, née Byron",
        "customer1@example.com",
        "020 7946",
        "2026-11-21T12:00:00Z",
        "Past due; Active",
        "Coffee club · Plan 1; Team per month",
        "2026-12-12T12:00:00Z",
    ]
    assert rows == [
        [*about, "1234.56", "GBP", "1235.56", "1.00", "0.00", "0.00", "0.00", "30.00"],
        [*about, "5000", "JPY", "5000", "0", "0", "0", "0", "0"],
    ]


async def test_a_customer_who_has_not_paid_has_one_row_without_an_amount(
    operator: Operator, database: Database
) -> None:
    await save(database, make_customer())

    [row] = await export(operator)

    assert row[0] == "cus_1"
    assert row[-8:] == [""] * 8


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
async def test_what_a_spreadsheet_would_run_stays_text(operator: Operator, database: Database, start: str) -> None:
    formula = f"{start}HYPERLINK(A1)"
    await save(database, make_customer(email=formula, phone=formula))

    answer = await operator.get(FILE)

    cells = next(csv.reader([answer.text.split("\r\n", 1)[1]]))
    assert cells[2:4] == [f"'{formula}", f"'{formula}"]


@pytest.mark.parametrize(
    ("path", "ids", "name"),
    [
        (FILE, ["cus_1"], "customers-2026-11-22.csv"),
        ("/dashboard/test/customers.csv", ["cus_2"], "customers-test-2026-11-22.csv"),
    ],
)
async def test_each_mode_has_a_file_of_its_own_which_nobody_keeps(
    operator: Operator, database: Database, path: str, ids: list[str], name: str
) -> None:
    await save(database, make_customer(1), make_customer(2, live_mode=False))

    answer = await operator.get(path)

    assert [row[0] for row in await export(operator, path)] == ids
    assert answer.headers["content-disposition"] == f'attachment; filename="{name}"'
    assert (answer.headers["content-type"], answer.headers["cache-control"]) == ("text/csv; charset=utf-8", "no-store")


async def test_every_customer_of_the_view_is_in_the_file_once_however_many_pages_there_are(
    operator: Operator, database: Database
) -> None:
    count = 2 * customer_export.CHUNK + 1
    await save(database, [make_customer(number, created_at=later(-number % 7)) for number in range(1, count + 1)])

    rows = await export(operator)

    assert len(rows) == count
    assert {row[0] for row in rows} == {f"cus_{number}" for number in range(1, count + 1)}


async def test_asking_for_its_headers_alone_reads_no_more_than_its_beginning(
    operator: Operator, database: Database, log_lines: LogLines
) -> None:
    await save(database, [make_customer(number) for number in range(1, customer_export.CHUNK + 2)])

    answer = await operator.head(FILE)

    assert (answer.status_code, answer.content) == (200, b"")
    assert log_lines()[-1]["statements"] == 4


async def test_the_file_is_narrowed_and_ordered_as_the_list_is(operator: Operator, database: Database) -> None:
    customers = [make_customer(number, name=name) for number, name in enumerate(("Carl", "Ada", "Bea"), 1)]
    plan, hers = make_plan(), [make_subscription(customers[number]) for number in (0, 1)]
    await save(database, customers, make_product(), plan, hers, [make_item(each, plan) for each in hers])

    rows = await export(operator, subscriptions="ACTIVE", order="NAME")

    assert [row[1] for row in rows] == ["Ada", "Carl"]


async def test_what_cant_be_exported_is_told_as_a_page(operator: Operator) -> None:
    page = await operator.open(FILE, subscriptions="RICH")

    assert (page.status, page.text("//h1")) == (400, "This list can’t be exported")
