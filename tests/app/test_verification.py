"""`verify`: kept figures compared with what they follow from."""

import asyncio
import json

import pytest
from sqlalchemy import text

from app.admin.projects import list_projects
from app.admin.verification import verify
from app.upkeep.facets import fold_all
from models.billing.invoice import InvoiceStatus
from models.billing.payment_intent import PaymentIntentStatus
from storage.database import Database
from tests.app.conftest import Run
from tests.factories import (
    NOW,
    make_customer,
    make_invoice,
    make_item,
    make_method,
    make_payment,
    make_plan,
    make_project,
    make_subscription,
    save,
)
from tests.verification import assert_verified


async def save_two_customers(database: Database) -> None:
    customers = [make_customer(1), make_customer(2)]
    payments = [
        make_payment(customer, number, status=status, created_at=NOW - number * 10**12)
        for customer in customers
        for number, status in enumerate((PaymentIntentStatus.SUCCEEDED, PaymentIntentStatus.FAILED), 1)
    ]
    invoices = [
        make_invoice(customer, number, status=status)
        for customer in customers
        for number, status in enumerate(InvoiceStatus, 1)
    ]
    subscription, plan = make_subscription(customers[0], default_payment_method_id="pm_1_1"), make_plan()
    charged = [make_method(customers[0]), plan, subscription, make_item(subscription, plan)]
    await save(database, make_project(), customers, payments, make_payment(None), invoices, charged)
    await fold_all(database)


async def plant(database: Database, statement: str) -> None:
    async with database.engine.begin() as connection:
        await connection.execute(text(statement))


async def test_what_is_kept_agrees(database: Database) -> None:
    await save_two_customers(database)

    await assert_verified(database)


PLANTED = {
    "a wrong sum": ("UPDATE payment_summary SET received = received + 1 WHERE status = 'SUCCEEDED'", 2),
    "a wrong count": ("UPDATE invoice_summary SET how_many = 7 WHERE customer_id = 'cus_1'", 5),
    "a wrong month": ("UPDATE payment_month SET month = month + 1 WHERE customer_id = 'cus_1'", 2),
    "a missing row": ("DELETE FROM payment_summary WHERE customer_id = 'cus_2' AND status = 'FAILED'", 1),
    "a row of nothing": (
        "INSERT INTO payment_month (project_id, live_mode, customer_id, month, currency, received, net) "
        "VALUES ('prj_1', true, 'cus_9', 24000, 'GBP', 1, 1)",
        1,
    ),
    "a payment written past what keeps sums": ("DELETE FROM payment_intent WHERE id = 'pi_1_1'", 3),
    "an invoice whose date moved": ("UPDATE invoice SET due_at = 1 WHERE id = 'in_2_2'", 3),
    "a value written past what keeps the search": (
        "UPDATE customer SET metadata = '{\"a\":\"b\"}' WHERE id = 'cus_1'",
        2,
    ),
    "a missing text": ("DELETE FROM search_entry WHERE text = 'customer' AND customer_id = 'cus_1'", 1),
    "a wrong count of a text": (
        "UPDATE search_entry SET how_many = 9 WHERE text LIKE 'a:%' AND customer_id = 'cus_2'",
        1,
    ),
    "a text of nothing": (
        "INSERT INTO search_entry (project_id, live_mode, text, weight, created_at, customer_id, fields, how_many) "
        "VALUES ('prj_1', true, 'x', 3, 1, 'cus_9', 1, 1)",
        1,
    ),
    "facets of nobody": (
        "INSERT INTO customer_facets (project_id, live_mode, id, facets, created_at, sort_name, last_change_at, "
        "next_change_at) SELECT project_id, live_mode, 'cus_9', facets, created_at, sort_name, last_change_at, "
        "next_change_at FROM customer_facets WHERE id = 'cus_1'",
        2,
    ),
    "a wrong facet": ("UPDATE customer_facets SET facets = facets + 1 WHERE id = 'cus_1'", 3),
    "facets kept for another time than they are of": (
        "UPDATE customer_facets SET next_change_at = next_change_at + 1 WHERE id = 'cus_1'",
        1,
    ),
    "a customer without facets": ("DELETE FROM customer_facets WHERE id = 'cus_2'", 2),
    "facets out of order": ("UPDATE customer_facets SET sort_name = 'z' WHERE id = 'cus_2'", 1),
    "a card that does not end": (
        "INSERT INTO ending_card (project_id, live_mode, customer_id, payment_method_id) "
        "VALUES ('prj_1', true, 'cus_1', 'pm_1')",
        2,
    ),
    "a card of nobody": (
        "INSERT INTO ending_card (project_id, live_mode, customer_id, payment_method_id) "
        "VALUES ('prj_1', true, 'cus_9', 'pm_9')",
        1,
    ),
    "a card written past what keeps it": ("UPDATE payment_method SET expires_year = 2020", 1),
    "wrong figures": ("UPDATE customer_figures SET figures = '[]', since = 1, until = NULL WHERE id = 'cus_1'", 1),
    "figures of nobody": (
        "INSERT INTO customer_figures (project_id, live_mode, id, since) VALUES ('prj_1', true, 'cus_9', 0)",
        1,
    ),
    "customers counted twice in all time": (
        "UPDATE customer_count SET how_many = how_many + 1 WHERE width > 1000000000000000000 AND facets >= 0",
        3,
    ),
    "hours that count a customer twice": (
        "UPDATE customer_count SET how_many = how_many + 1 WHERE width = 3600000000 AND facets = -1",
        2,
    ),
    "a change that nobody made": (
        "INSERT INTO customer_count (project_id, live_mode, width, facets, begins_at, id, how_many) "
        "VALUES ('prj_1', true, 0, 1, 3600000000, 'cc_1', 1)",
        1,
    ),
    "a subscription written past what keeps facets": ("UPDATE subscription SET status = 'PAUSED'", 1),
}


@pytest.mark.parametrize(("statement", "differences"), PLANTED.values(), ids=PLANTED)
async def test_a_planted_difference_is_found(database: Database, statement: str, differences: int) -> None:
    await save_two_customers(database)
    await plant(database, statement)

    found = await verify(database, await list_projects(database), NOW)
    sampled = await verify(database, await list_projects(database), NOW, sample=50)

    assert len(found) == differences
    assert all(each.difference.kept != each.difference.computed for each in found)
    # A sample is drawn of customers that there are, or have facets, and of entries; it has no counts.
    told = ("search_entry", "customer_facets")
    assert sampled == [
        each
        for each in found
        if each.difference.customer_id is not None
        and (each.difference.customer_id != "cus_9" or each.difference.table in told)
    ]


@pytest.mark.one_database
def test_the_command_tells_what_differs_and_exits_with_1(run: Run, database_url: str) -> None:
    async def prepare(statement: str | None) -> None:
        async with Database(database_url) as database:
            if statement is None:
                await save_two_customers(database)
            else:
                await plant(database, statement)

    asyncio.run(prepare(None))
    before = run("verify")
    asyncio.run(prepare("UPDATE payment_summary SET received = 5 WHERE customer_id = 'cus_1' AND status = 'SUCCEEDED'"))
    after, as_json = run("verify", "--project", "prj_1"), run("verify", "--json")

    assert (before.exit_code, after.exit_code, as_json.exit_code) == (0, 1, 1)
    assert before.stdout == "Everything that is stored agrees with what it is calculated from.\n"
    assert after.stdout == (
        "payment_summary prj_1 live cus_1 GBP SUCCEEDED: "
        "stored how_many 1, received 5, refunded 0, disputed 0, incomplete 0, "
        "calculated how_many 1, received 1200, refunded 0, disputed 0, incomplete 0\n"
    )
    [told] = json.loads(as_json.stdout)["differences"]
    assert told["customer"] == "cus_1"
