"""A viewer limited to one customer sees that customer and what is theirs, and nothing else of the project."""

from typing import Any

import pytest

from models.access.viewer import Role
from models.billing.cancellation import CancellationCause
from models.billing.invoice import InvoiceStatus
from storage.database import Database
from tests.asking import Ask
from tests.factories import (
    NOW,
    later,
    make_customer,
    make_invoice,
    make_one_of_each,
    make_payment,
    make_project,
    make_subscription,
    save,
)

OWN: dict[str, Any] = {"customer_id": "cus_1"}


async def add_two_customers(database: Database) -> None:
    """Some rows refer to another customer's, as imported data may: a payment of another's to this one's invoice."""
    mine, theirs = make_one_of_each(1), make_one_of_each(2)
    guest = make_payment(None)
    crossed = [
        make_invoice(mine[0], 7, subscription_id="sub_2_1"),  # type: ignore[arg-type]
        make_invoice(theirs[0], 7, subscription_id="sub_1_1"),  # type: ignore[arg-type]
        make_invoice(theirs[0], 8, status=InvoiceStatus.OPEN, due_at=later(-1)),  # type: ignore[arg-type]
    ]
    payment = make_payment(mine[0], 7, invoice_id="in_2_7")  # type: ignore[arg-type]
    await save(database, make_project(), *mine, *theirs, guest, crossed, payment)


@pytest.mark.parametrize(
    ("root", "own", "foreign"),
    [
        ("customer", "cus_1", ["cus_2"]),
        ("paymentIntent", "pi_1_1", ["pi_2_1", "pi_guest_1"]),
        ("subscription", "sub_1_1", ["sub_2_1"]),
        ("invoice", "in_1_1", ["in_2_1", "in_2_7"]),
        ("node", "cus_1", ["cus_2", "pi_2_1", "pi_guest_1", "sub_2_1", "in_2_1"]),
    ],
)
async def test_only_what_is_theirs_is_found_by_its_id(
    database: Database, ask: Ask, root: str, own: str, foreign: list[str]
) -> None:
    await add_two_customers(database)
    query = f"query Q($id: ID!) {{ it: {root}(id: $id) {{ id }} }}"

    answers = [await ask(query, {"id": id_}, **OWN) for id_ in [own, *foreign]]

    assert answers == [{"data": {"it": {"id": own}}}, *[{"data": {"it": None}}] * len(foreign)]


async def test_nodes_gives_null_for_what_is_anothers(database: Database, ask: Ask) -> None:
    await add_two_customers(database)

    answer = await ask('{ nodes(ids: ["in_2_1", "in_1_1", "cus_2", "cus_1", "pi_guest_1"]) { id } }', **OWN)

    assert answer == {"data": {"nodes": [None, {"id": "in_1_1"}, None, {"id": "cus_1"}, None]}}


@pytest.mark.parametrize(
    "arguments",
    [
        "first: 100",
        'search: "Customer"',
        'search: "customer"',
        'search: "cus_1"',
        'search: "customer1@example.com"',
        'search: "CUS_1-0001"',
        "filter: {subscriptionStatus: ACTIVE}",
        "filter: {invoiceStatus: PAID}",
        "filter: {overdue: false}",
        "orderBy: NAME",
    ],
)
async def test_a_list_holds_them_alone(database: Database, ask: Ask, arguments: str) -> None:
    await add_two_customers(database)

    answer = await ask(f"{{ customers({arguments}) {{ nodes {{ id }} totalCount }} }}", **OWN)

    assert answer == {"data": {"customers": {"nodes": [{"id": "cus_1"}], "totalCount": 1}}}


@pytest.mark.parametrize(
    "arguments",
    ['search: "cus_2"', 'search: "customer2@example.com"', 'search: "CUS_2-0001"', "filter: {overdue: true}"],
)
async def test_no_search_reaches_anyone_else(database: Database, ask: Ask, arguments: str) -> None:
    await add_two_customers(database)

    answer = await ask(f"{{ customers({arguments}) {{ nodes {{ id }} totalCount }} }}", **OWN)

    assert answer == {"data": {"customers": {"nodes": [], "totalCount": 0}}}


async def test_no_edge_leads_to_anyone_else(database: Database, ask: Ask) -> None:
    await add_two_customers(database)
    query = """{
      customer(id: "cus_1") {
        delinquent
        totals { paid { amountMinor } }
        paymentIntents { nodes { id invoice { id } customer { id } } totalCount }
        invoices { nodes { id subscription { id } customer { id } } totalCount }
        activity { nodes { id subject { id } } totalCount }
        subscriptions {
          nodes { id customer { id } invoices { nodes { id } totalCount } cancellationPreview { openInvoiceCount } }
        }
      }
    }"""

    answer = await ask(query, **OWN)

    me = {"id": "cus_1"}
    assert answer == {
        "data": {
            "customer": {
                "delinquent": False,
                "totals": [{"paid": {"amountMinor": 2400}}],
                "paymentIntents": {
                    "nodes": [
                        {"id": "pi_1_1", "invoice": {"id": "in_1_1"}, "customer": me},
                        {"id": "pi_1_7", "invoice": None, "customer": me},
                    ],
                    "totalCount": 2,
                },
                "invoices": {
                    "nodes": [
                        {"id": "in_1_1", "subscription": {"id": "sub_1_1"}, "customer": me},
                        {"id": "in_1_7", "subscription": None, "customer": me},
                    ],
                    "totalCount": 2,
                },
                "activity": {
                    "nodes": [
                        {"id": "invoice_payment:in_1_7", "subject": {"id": "in_1_7"}},
                        {"id": "invoice_payment:in_1_1", "subject": {"id": "in_1_1"}},
                        {"id": "payment:pi_1_1", "subject": {"id": "pi_1_1"}},
                        {"id": "issue:in_1_1", "subject": {"id": "in_1_1"}},
                        {"id": "start:sub_1_1", "subject": {"id": "sub_1_1"}},
                        {"id": "payment:pi_1_7", "subject": {"id": "pi_1_7"}},
                        {"id": "issue:in_1_7", "subject": {"id": "in_1_7"}},
                    ],
                    "totalCount": 7,
                },
                "subscriptions": {
                    "nodes": [
                        {
                            "id": "sub_1_1",
                            "customer": me,
                            "invoices": {"nodes": [{"id": "in_1_1"}], "totalCount": 1},
                            "cancellationPreview": {"openInvoiceCount": 0},
                        }
                    ]
                },
            }
        }
    }


async def test_who_asked_for_a_cancellation_is_not_told_to_a_customer(database: Database, ask: Ask) -> None:
    customer = make_customer()
    asked = {
        "cancellation_cause": CancellationCause.REQUESTED,
        "cancellation_requested_at": NOW,
        "cancellation_requested_by": "ada@post.example",
        "cancel_at": later(3),
    }
    await save(database, make_project(), customer, make_subscription(customer, **asked))
    query = '{ subscription(id: "sub_1_1") { cancellation { requestedBy } } }'

    told = [await ask(query, **who) for who in ({}, {"role": Role.CUSTOMER, **OWN})]

    assert [answer["data"]["subscription"]["cancellation"]["requestedBy"] for answer in told] == [
        "ada@post.example",
        None,
    ]
