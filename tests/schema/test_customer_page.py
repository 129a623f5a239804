"""The customer's page and the list of customers: what they show, and in how many statements."""

from itertools import cycle

import pytest
from dirty_equals import IsStr
from inline_snapshot import snapshot

from models.billing.invoice import InvoiceStatus
from models.billing.subscription import SubscriptionStatus
from storage.database import Database
from tests.asking import Ask
from tests.conftest import QueryLog
from tests.factories import (
    later,
    make_customer,
    make_invoice,
    make_item,
    make_line,
    make_payment,
    make_plan,
    make_product,
    make_project,
    make_subscription,
    save,
)
from tests.queries import CUSTOMER_LIST, CUSTOMER_PAGE


async def add_customers(database: Database, count: int, each: int = 2) -> None:
    """Customers with `each` payments, subscriptions and invoices; every second invoice is overdue."""
    plan = make_plan()
    customers = [make_customer(number, locale="de-DE") for number in range(1, count + 1)]
    statuses = cycle([SubscriptionStatus.ACTIVE, SubscriptionStatus.CANCELED])
    subscriptions = [
        make_subscription(customer, number, status=next(statuses))
        for customer in customers
        for number in range(1, each + 1)
    ]
    invoices = [
        make_invoice(customer, number, status=InvoiceStatus.OPEN, due_at=later(-1))
        if number % 2 == 0
        else make_invoice(customer, number)
        for customer in customers
        for number in range(1, each + 1)
    ]
    payments = [make_payment(customer, number) for customer in customers for number in range(1, each + 1)]
    for payment, invoice in zip(payments, invoices, strict=True):
        payment.invoice_id = invoice.id
    for invoice, subscription in zip(invoices, subscriptions, strict=True):
        invoice.subscription_id = subscription.id
    await save(
        database,
        make_project(),
        make_product(),
        plan,
        customers,
        subscriptions,
        [make_item(subscription, plan) for subscription in subscriptions],
        invoices,
        [make_line(invoice) for invoice in invoices],
        payments,
    )


async def test_the_page_of_a_customer_comes_in_seven_statements(
    database: Database, queries: QueryLog, ask: Ask
) -> None:
    await add_customers(database, 2)
    queries.clear()

    answer = await ask(CUSTOMER_PAGE, {"id": "cus_1"})

    assert answer == snapshot(
        {
            "data": {
                "customer": {
                    "id": "cus_1",
                    "name": "Customer 1",
                    "email": "customer1@example.com",
                    "createdAt": "2026-11-21T12:00:00Z",
                    "delinquent": True,
                    "nextBillingAt": "2026-12-12T12:00:00Z",
                    "address": None,
                    "metadata": [],
                    "totals": [
                        {
                            "currency": "GBP",
                            "paid": {"formatted": "12,00\xa0£"},
                            "due": {"decimal": "12.00"},
                            "overdue": {"decimal": "12.00"},
                            "monthlyRecurring": {"amountMinor": 1500},
                        }
                    ],
                    "paymentIntents": {
                        "nodes": [
                            {
                                "id": "pi_1_1",
                                "status": "SUCCEEDED",
                                "amount": {"formatted": "12,00\xa0£"},
                                "createdAt": "2026-11-21T12:00:00Z",
                            },
                            {
                                "id": "pi_1_2",
                                "status": "SUCCEEDED",
                                "amount": {"formatted": "12,00\xa0£"},
                                "createdAt": "2026-11-20T12:00:00Z",
                            },
                        ]
                    },
                    "subscriptions": {
                        "nodes": [
                            {
                                "id": "sub_1_1",
                                "status": "ACTIVE",
                                "nextBillingAt": "2026-12-12T12:00:00Z",
                                "quantity": 1,
                                "amount": {"formatted": "15,00\xa0£"},
                                "plan": {
                                    "name": "Plan 1",
                                    "productName": "Coffee club",
                                    "amount": {"formatted": "15,00\xa0£"},
                                },
                            }
                        ]
                    },
                    "invoices": {
                        "nodes": [
                            {
                                "id": "in_1_1",
                                "number": "CUS_1-0001",
                                "status": "PAID",
                                "overdue": False,
                                "total": {"formatted": "12,00\xa0£"},
                                "pdfUrl": IsStr(regex=r"https://pay\.example\.com/invoices/in_1_1\.pdf\?token=[\w.-]+"),
                            },
                            {
                                "id": "in_1_2",
                                "number": "CUS_1-0002",
                                "status": "OPEN",
                                "overdue": True,
                                "total": {"formatted": "12,00\xa0£"},
                                "pdfUrl": IsStr(regex=r"https://pay\.example\.com/invoices/in_1_2\.pdf\?token=[\w.-]+"),
                            },
                        ]
                    },
                }
            }
        }
    )
    assert len(queries) == 7, "and one more for the key"


async def test_a_page_of_many_rows_takes_no_more_statements(database: Database, queries: QueryLog, ask: Ask) -> None:
    await add_customers(database, 1, each=40)
    queries.clear()

    answer = await ask(CUSTOMER_PAGE, {"id": "cus_1"})

    customer = answer["data"]["customer"]
    sizes = {name: len(customer[name]["nodes"]) for name in ("paymentIntents", "subscriptions", "invoices")}
    assert sizes == {"paymentIntents": 20, "subscriptions": 20, "invoices": 20}
    assert len(queries) == 7


async def test_the_page_of_an_unknown_customer_is_null_after_one_statement(queries: QueryLog, ask: Ask) -> None:
    answer = await ask(CUSTOMER_PAGE, {"id": "cus_unknown"})

    assert answer == {"data": {"customer": None}}
    assert len(queries) == 1


async def test_a_list_of_fifty_customers_and_one_of_a_hundred_take_seven_statements_each(
    database: Database, queries: QueryLog, ask: Ask
) -> None:
    await add_customers(database, 100, each=6)
    counts = {}

    for first in (1, 50, 100):
        queries.clear()
        answer = await ask(CUSTOMER_LIST, {"first": first})
        nodes = answer["data"]["customers"]["nodes"]
        counts[len(nodes)] = len(queries)

    assert counts == {1: 7, 50: 7, 100: 7}, "and one more for the key"
    assert {
        (len(n["paymentIntents"]["nodes"]), len(n["subscriptions"]["nodes"]), len(n["invoices"]["nodes"]))
        for n in nodes
    } == {(5, 3, 5)}
    assert nodes[99] == snapshot(
        {
            "id": "cus_100",
            "name": "Customer 100",
            "email": "customer100@example.com",
            "delinquent": True,
            "nextBillingAt": "2026-12-12T12:00:00Z",
            "totals": [
                {
                    "currency": "GBP",
                    "paid": {"formatted": "36,00\xa0£"},
                    "due": {"formatted": "36,00\xa0£"},
                    "overdue": {"formatted": "36,00\xa0£"},
                    "monthlyRecurring": {"formatted": "45,00\xa0£"},
                }
            ],
            "paymentIntents": {
                "nodes": [
                    {
                        "id": "pi_100_1",
                        "status": "SUCCEEDED",
                        "amount": {"formatted": "12,00\xa0£"},
                        "createdAt": "2026-11-21T12:00:00Z",
                    },
                    {
                        "id": "pi_100_2",
                        "status": "SUCCEEDED",
                        "amount": {"formatted": "12,00\xa0£"},
                        "createdAt": "2026-11-20T12:00:00Z",
                    },
                    {
                        "id": "pi_100_3",
                        "status": "SUCCEEDED",
                        "amount": {"formatted": "12,00\xa0£"},
                        "createdAt": "2026-11-19T12:00:00Z",
                    },
                    {
                        "id": "pi_100_4",
                        "status": "SUCCEEDED",
                        "amount": {"formatted": "12,00\xa0£"},
                        "createdAt": "2026-11-18T12:00:00Z",
                    },
                    {
                        "id": "pi_100_5",
                        "status": "SUCCEEDED",
                        "amount": {"formatted": "12,00\xa0£"},
                        "createdAt": "2026-11-17T12:00:00Z",
                    },
                ]
            },
            "subscriptions": {
                "nodes": [
                    {
                        "id": "sub_100_1",
                        "nextBillingAt": "2026-12-12T12:00:00Z",
                        "amount": {"formatted": "15,00\xa0£"},
                        "plan": {"name": "Plan 1", "amount": {"formatted": "15,00\xa0£"}},
                        "items": [{"quantity": 1}],
                    },
                    {
                        "id": "sub_100_3",
                        "nextBillingAt": "2026-12-12T12:00:00Z",
                        "amount": {"formatted": "15,00\xa0£"},
                        "plan": {"name": "Plan 1", "amount": {"formatted": "15,00\xa0£"}},
                        "items": [{"quantity": 1}],
                    },
                    {
                        "id": "sub_100_5",
                        "nextBillingAt": "2026-12-12T12:00:00Z",
                        "amount": {"formatted": "15,00\xa0£"},
                        "plan": {"name": "Plan 1", "amount": {"formatted": "15,00\xa0£"}},
                        "items": [{"quantity": 1}],
                    },
                ]
            },
            "invoices": {
                "nodes": [
                    {
                        "id": "in_100_1",
                        "number": "CUS_100-0001",
                        "status": "PAID",
                        "overdue": False,
                        "total": {"formatted": "12,00\xa0£"},
                        "pdfUrl": IsStr(regex=r"https://pay\.example\.com/invoices/in_100_1\.pdf\?token=[\w.-]+"),
                    },
                    {
                        "id": "in_100_2",
                        "number": "CUS_100-0002",
                        "status": "OPEN",
                        "overdue": True,
                        "total": {"formatted": "12,00\xa0£"},
                        "pdfUrl": IsStr(regex=r"https://pay\.example\.com/invoices/in_100_2\.pdf\?token=[\w.-]+"),
                    },
                    {
                        "id": "in_100_3",
                        "number": "CUS_100-0003",
                        "status": "PAID",
                        "overdue": False,
                        "total": {"formatted": "12,00\xa0£"},
                        "pdfUrl": IsStr(regex=r"https://pay\.example\.com/invoices/in_100_3\.pdf\?token=[\w.-]+"),
                    },
                    {
                        "id": "in_100_4",
                        "number": "CUS_100-0004",
                        "status": "OPEN",
                        "overdue": True,
                        "total": {"formatted": "12,00\xa0£"},
                        "pdfUrl": IsStr(regex=r"https://pay\.example\.com/invoices/in_100_4\.pdf\?token=[\w.-]+"),
                    },
                    {
                        "id": "in_100_5",
                        "number": "CUS_100-0005",
                        "status": "PAID",
                        "overdue": False,
                        "total": {"formatted": "12,00\xa0£"},
                        "pdfUrl": IsStr(regex=r"https://pay\.example\.com/invoices/in_100_5\.pdf\?token=[\w.-]+"),
                    },
                ]
            },
        }
    )


SELECTIONS = [
    ("paymentIntents { totalCount }", 1),
    ("paymentIntents { totalCount nodes { id } } payments: paymentIntents(first: 1) { totalCount }", 2),
    ("invoices(status: OPEN) { totalCount } all: invoices { totalCount } again: invoices { totalCount }", 2),
    ("nextBillingAt", 1),
    ("delinquent", 2),
    ("delinquent nextBillingAt nextCharge { at } totals { currency }", 3),
    ("nextBillingAt subscriptions { nodes { nextBillingAt } }", 2),
    ("a: invoices(first: 1) { nodes { id } } b: invoices(first: 1) { nodes { number } }", 1),
    ("a: invoices(first: 1) { nodes { id } } b: invoices(first: 2) { nodes { id } }", 2),
    ("a: invoices(last: 1) { nodes { id } } b: invoices(status: OPEN) { nodes { id } }", 2),
    ("invoices { nodes { lines { nodes { id } } } }", 2),
    ("invoices { nodes { lines { totalCount nodes { amount { formatted } unitPrice } } } }", 3),
    ("invoices { nodes { total { formatted } customer { name locale } } }", 1),
    ("invoices { nodes { subscription { plan { name amount { formatted } } } } }", 3),
    ("subscriptions { nodes { invoices { nodes { lines(first: 2) { nodes { id } } } } } }", 3),
    ("subscriptions { nodes { plan { name } items { id } quantity amount { formatted } } }", 2),
    ("subscriptions { nodes { cancellationPreview { openInvoiceCount chargesAvoidedFrom } } }", 4),
    (
        "subscriptions { nodes { "
        'cancellationPreview(timing: ON_DATE, cancelAt: "2027-06-01T00:00:00Z") { chargesAvoidedFrom } } }',
        4,
    ),
    ("paymentIntents { nodes { invoice { customer { id } lines { nodes { id } } } customer { id } } }", 3),
]


@pytest.mark.parametrize(("selection", "statements"), SELECTIONS)
async def test_each_level_below_the_customers_is_one_statement(
    database: Database, queries: QueryLog, ask: Ask, selection: str, statements: int
) -> None:
    await add_customers(database, 8)
    counts = []

    for first in (1, 4, 8):
        queries.clear()
        answer = await ask(f"query Q($n: Int!) {{ customers(first: $n) {{ nodes {{ {selection} }} }} }}", {"n": first})
        assert "errors" not in answer
        counts.append(len(queries))

    assert counts == [statements + 1] * 3


@pytest.mark.parametrize(
    ("query", "statements"),
    [
        ('{ paymentIntent(id: "pi_1_1") { amount { formatted } } }', 2),
        (
            '{ paymentIntent(id: "pi_1_1") { amount { formatted } invoice { total { formatted } } } }',
            3,
        ),
        ('{ subscription(id: "sub_1_1") { amount { formatted } plan { amount { formatted } } } }', 3),
        (
            '{ invoice(id: "in_1_1") { total { formatted } tax { formatted } lines { nodes { tax { formatted } } } } }',
            3,
        ),
        ('{ invoice(id: "in_1_1") { total { formatted(locale: "fr") decimal } } }', 1),
        ('{ a: invoice(id: "in_1_1") { total { formatted } } b: invoice(id: "in_2_1") { total { formatted } } }', 2),
        ('{ nodes(ids: ["in_1_1", "in_2_1", "cus_1"]) { id ... on Invoice { total { formatted } } } }', 3),
        ("{ viewer { name } }", 0),
        ("{ customers(first: 0) { totalCount } }", 1),
    ],
)
async def test_an_amount_costs_at_most_one_statement_for_its_locale(
    database: Database, queries: QueryLog, ask: Ask, query: str, statements: int
) -> None:
    await add_customers(database, 2)
    queries.clear()

    answer = await ask(query)

    assert "errors" not in answer
    assert len(queries) == statements
