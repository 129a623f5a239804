"""Figures that are kept come with the customer's row, and are those that would be computed."""

from typing import Any

import pytest

from intake.synthetic.loading import load_synthetic
from models.billing.invoice import InvoiceStatus
from models.values.instant import Instant
from storage.database import Database
from tests.asking import Ask
from tests.conftest import QueryLog
from tests.factories import (
    NOW,
    later,
    make_customer,
    make_invoice,
    make_item,
    make_payment,
    make_plan,
    make_project,
    make_subscription,
    save,
)
from tests.schema.importing import import_all
from tests.schema.test_whole_page import objects
from tests.verification import refresh_all_figures

FIGURES = """delinquent nextBillingAt nextCharge { at amount { decimal formatted } unknown subscription { id status } }
    totals { id currency received { decimal } refunded { decimal } disputed { decimal } net { decimal }
        disputesIncomplete paid { decimal } due { decimal } overdue { formatted }
        monthlyRecurring { decimal } recurringIncomplete }
    subscriptions(status: ACTIVE) { nodes { id nextBillingAt } }"""
# How many statements are spared where figures are kept.
DOCUMENTS = {
    "a customer": (f'{{ customer(id: "cus_1") {{ name {FIGURES} }} }}', 5),
    "a node": (f'{{ node(id: "cus_1") {{ ... on Customer {{ {FIGURES} }} }} }}', 5),
    "a list": (f"{{ customers(first: 3) {{ nodes {{ {FIGURES} }} }} }}", 5),
    "a list in pages": (
        f"{{ customers(last: 3, orderBy: NAME) {{ pageInfo {{ startCursor }} nodes {{ {FIGURES} }} }} }}",
        5,
    ),
    "a filtered list": (f"{{ customers(filter: {{invoiceStatus: OPEN}}) {{ nodes {{ {FIGURES} }} }} }}", 5),
    "a search": (f'{{ customers(search: "angstrom") {{ nodes {{ {FIGURES} }} }} }}', 5),
    "an invoice's customer": (f'{{ invoice(id: "in_1") {{ number customer {{ {FIGURES} }} }} }}', 5),
    "the customer of a subscription": ('{ subscription(id: "sub_0") { id customer { id delinquent } } }', 3),
    # Its own row says nothing of them.
    "a subscription": ('{ subscription(id: "sub_0") { id nextBillingAt } }', 0),
    "what is not kept, too": (
        '{ customer(id: "cus_1") { delinquent discount { name } subscriptions { nodes { discounts { name } } } } }',
        1,
    ),
}


@pytest.mark.parametrize(("document", "spared"), DOCUMENTS.values(), ids=DOCUMENTS)
async def test_kept_figures_are_answered_as_computed_ones_in_fewer_statements(
    database: Database, queries: QueryLog, ask: Ask, document: str, spared: int
) -> None:
    await save(database, make_project())
    await import_all(database, *objects(2))
    answers, counts = [], []

    for _ in range(2):
        queries.clear()
        answers.append(await ask(document))
        counts.append(len(queries))
        await refresh_all_figures(database)

    assert "errors" not in answers[0]
    assert answers[0] == answers[1]
    assert counts[0] - counts[1] == spared


async def test_of_customers_in_every_standing_they_are_the_same_at_any_time(database: Database, ask: Ask) -> None:
    await save(database, make_project())
    await load_synthetic(database, "prj_1", live_mode=True, customers=40, seed=3, now=NOW)
    document = f"{{ customers(first: 100) {{ nodes {{ id {FIGURES} }} }} }}"
    moments = [later(days) for days in (0, 1, 3, 9, 40)]

    computed = [await ask(document, now=moment) for moment in moments]
    await refresh_all_figures(database)
    kept = [await ask(document, now=moment) for moment in moments]

    assert len(kept[0]["data"]["customers"]["nodes"]) == 40
    assert kept == computed


async def test_what_was_written_shows_at_once_and_what_is_due_from_its_moment_on(database: Database, ask: Ask) -> None:
    customer, plan = make_customer(), make_plan()
    subscription = make_subscription(customer)
    writes: list[list[Any]] = [
        [make_project(), customer, plan, make_invoice(customer, status=InvoiceStatus.OPEN, due_at=later(1))],
        [make_payment(customer, amount_received=700)],
        [subscription, make_item(subscription, plan)],
    ]
    document = '{ customer(id: "cus_1") { delinquent nextCharge { at } totals { received { amountMinor } } } }'
    told = []

    for rows in writes:
        await save(database, *rows)
        told.append(await ask(document))
        await refresh_all_figures(database)
        assert await ask(document) == told[-1]
    told.append(await ask(document, now=Instant(later(1) + 1)))

    of_customer = [answer["data"]["customer"] for answer in told]
    assert [each["delinquent"] for each in of_customer] == [False, False, False, True]
    assert [each["nextCharge"] is not None for each in of_customer] == [False, False, True, True]
    assert [int(each["totals"][0]["received"]["amountMinor"]) for each in of_customer] == [0, 700, 700, 700]


async def test_a_customers_token_reads_its_own_alone(database: Database, queries: QueryLog, ask: Ask) -> None:
    await save(database, make_project(), make_customer(1), make_customer(2))
    await refresh_all_figures(database)
    document = f'{{ own: customer(id: "cus_1") {{ {FIGURES} }} other: customer(id: "cus_2") {{ {FIGURES} }} }}'

    answer: dict[str, Any] = await ask(document, customer_id="cus_1")

    assert answer["data"]["own"]["delinquent"] is False
    assert answer["data"]["other"] is None
