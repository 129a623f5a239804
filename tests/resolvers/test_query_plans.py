"""How SQLite finds what is asked for: by its indexes, with statistics about the tables and without."""

import re
import shutil
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import closing
from enum import Enum
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert
from sqlmodel import SQLModel

from models.billing.invoice import InvoiceStatus
from models.billing.subscription import SubscriptionStatus
from models.scoped import column_names
from models.summaries.facets import Risk
from models.tables import TABLES
from resolvers.activity.timeline import ACTIVITY_OF_CUSTOMER
from resolvers.batches import Batch
from resolvers.billing.customer_billing import BILLING_OF_CUSTOMER
from resolvers.context import RequestContext
from resolvers.customers.customers import count_customers, list_customers
from resolvers.customers.filter.customer_filter import CustomerFilter, CustomerOrder
from resolvers.customers.sums import SUMS_AND_RISKS_OF_CUSTOMER, SUMS_OF_CUSTOMER
from resolvers.has_many import CountOf, PageOf
from resolvers.invoices.pdf_versions import SHA256_OF_INVOICE_PDF
from resolvers.paging.page_requests import PageRequest
from resolvers.payments.monthly_payments import MONTHLY_PAYMENTS_OF_CUSTOMER
from resolvers.relations import (
    CUSTOMER,
    INVOICE,
    INVOICES_OF_CUSTOMER,
    INVOICES_OF_SUBSCRIPTION,
    LINES_OF_INVOICE,
    PAYMENT_INTENT,
    PAYMENT_INTENTS_OF_CUSTOMER,
    PAYMENT_INTENTS_OF_INVOICE,
    SUBSCRIPTION,
    SUBSCRIPTIONS_OF_CUSTOMER,
)
from resolvers.subscriptions.cancellation_previews import OPEN_INVOICES_OF_CUSTOMER
from resolvers.subscriptions.cancellations import Span, list_cancellations
from resolvers.subscriptions.items import ITEMS_OF_SUBSCRIPTION
from resolvers.verifying import find_differences
from storage.database import Database
from tests.factories import (
    NOW,
    make_context,
    make_customer,
    make_event,
    make_invoice,
    make_item,
    make_line,
    make_payment,
    make_plan,
    make_product,
    make_project,
    make_subscription,
)
from tests.filling import fill_derived

CUSTOMERS = 600
PLANS = 100

EQUAL_IN_BIG_CUSTOMER = ("project_id", "live_mode", "customer_id")

LISTED = [order for order in CustomerOrder if order is not CustomerOrder.RELEVANCE]

Act = Callable[[RequestContext], Awaitable[Any]]


async def insert_all(database: Database, rows: Sequence[SQLModel]) -> None:
    model = type(rows[0])
    names = dict(zip(column_names(model), model.__table__.c.keys(), strict=True))  # type: ignore[attr-defined]
    values = [{column: getattr(row, name) for name, column in names.items()} for row in rows]
    async with database.engine.begin() as connection:
        await connection.execute(insert(model.__table__), values)  # type: ignore[attr-defined]


async def fill(database: Database) -> None:
    """A few thousand rows of each kind, so that statistics have something to tell."""
    plans = [make_plan(number) for number in range(PLANS)]
    customers = [make_customer(number, name=f"First{number % 37} Last{number}") for number in range(CUSTOMERS)]
    statuses, states = list(SubscriptionStatus), list(InvoiceStatus)
    subscriptions = [
        make_subscription(customer, status=statuses[number % 8]) for number, customer in enumerate(customers)
    ]
    invoices = [
        make_invoice(customer, number, subscription_id=subscriptions[index].id, status=states[(index + number) % 5])
        for index, customer in enumerate(customers)
        for number in (1, 2)
    ]
    for rows in (
        [make_project()],
        [make_product()],
        plans,
        customers,
        subscriptions,
        [make_item(subscription, plans[index % PLANS]) for index, subscription in enumerate(subscriptions)],
        invoices,
        [make_line(invoice, position) for invoice in invoices for position in (0, 1)],
        [make_payment(customer, number) for customer in customers for number in (1, 2)],
        [make_event(subscription) for subscription in subscriptions],
    ):
        await insert_all(database, rows)
    await fill_derived(database)


class Statistics(Enum):
    """What SQLite knows of the tables: their first thousand rows may all be of one big customer among a million."""

    NONE = "without statistics"
    TRUE = "with statistics"
    OF_BIG_CUSTOMER = "with statistics of a big customer"


@pytest.fixture(scope="module", params=Statistics, ids=lambda statistics: statistics.value)
def filled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Statistics]:
    """Where the filled database is or will be, and which statistics it has."""
    return tmp_path_factory.mktemp("plans") / "plans.db", request.param


@pytest.fixture
async def database(filled: tuple[Path, Statistics], sqlite_template: Path) -> AsyncIterator[Database]:
    path, statistics = filled
    is_new = not path.exists()
    if is_new:
        shutil.copyfile(sqlite_template, path)
    database = Database(f"sqlite+aiosqlite:///{path}")
    if is_new:
        await fill(database)
        if statistics is not Statistics.NONE:
            async with database.engine.begin() as connection:
                await database.dialect.finish_bulk_load(connection)
        if statistics is Statistics.OF_BIG_CUSTOMER:
            plant_big_customer(path)
    yield database
    await database.close()


def plant_big_customer(path: Path) -> None:
    """Makes every index look as after an import of a million customers, of whom the first has all rows looked at."""
    with closing(sqlite3.connect(path)) as connection:
        for index, stat in connection.execute("SELECT idx, stat FROM sqlite_stat1 WHERE idx IS NOT NULL").fetchall():
            columns = [row[2] for row in connection.execute(f'PRAGMA index_info("{index}")')]
            each = [
                "1001" if name in EQUAL_IN_BIG_CUSTOMER else number
                for name, number in zip(columns, stat.split()[1:], strict=False)
            ]
            stat = " ".join(["16000000", *each])
            connection.execute("UPDATE sqlite_stat1 SET stat = ? WHERE idx = ?", (stat, index))
        connection.commit()


async def explain(database: Database, act: Act, **viewer: Any) -> list[str]:
    """The steps of the plan of each statement that `act` runs."""
    statements: list[str] = []
    database.observers.append(statements.append)
    await act(make_context(database, **viewer))
    with closing(sqlite3.connect(database.url.database or "")) as connection:
        return [
            step
            for sql in statements
            for *_, step in connection.execute(f"EXPLAIN QUERY PLAN {sql}", [None] * sql.count("?"))
        ]


def slow_steps(steps: list[str]) -> list[str]:
    """What reads a whole table, or all that a project has in one; parameters, plans and projects are few."""
    names = "|".join(
        {model.__tablename__ for model in TABLES} | {"item", "picked", "child", "numbered", "owner", "kept", "each"}
    )
    whole_table = re.compile(rf"SCAN ({names})(_\d+)?\b")
    whole_project = re.compile(r"\(project_id=\? AND live_mode=\?( AND customer_id[<>]\?)?\)")
    few = ("SCAN plan", "SCAN project")
    return [
        step for step in steps if not step.startswith(few) and (whole_table.match(step) or whole_project.search(step))
    ]


def batch(batch: Batch[Any], *keys: str) -> Act:
    return lambda context: batch.load(context.reads, NOW, list(keys))


def customers(order: CustomerOrder = CustomerOrder.NEWEST, after: Any = None, **wanted: Any) -> Act:
    return lambda context: list_customers(context, CustomerFilter(**wanted), order, PageRequest(after=after))


def count(**wanted: Any) -> Act:
    return lambda context: count_customers(context, CustomerFilter(**wanted))


async def test_each_source_of_the_timeline_reads_its_customers_rows_alone_and_in_its_index(
    database: Database,
) -> None:
    place = (NOW, 3, "payment:x")
    requests = [PageRequest(), PageRequest(backward=True), PageRequest(after=place), PageRequest(before=place)]
    keys = ["cus_1", "cus_2"]
    sorts = set()

    for request in requests:
        read = batch(ACTIVITY_OF_CUSTOMER.page(request), *keys)
        of_one_customer, steps = await explain(database, read, customer_id="cus_1"), await explain(database, read)
        assert slow_steps(of_one_customer) == slow_steps(steps) == []
        sorts.add(steps.count("USE TEMP B-TREE FOR ORDER BY"))
    counting = await explain(database, batch(ACTIVITY_OF_CUSTOMER.count(), *keys))

    assert slow_steps(counting) == []
    # Only events, where statistics tell that a customer has one or two.
    assert sorts <= {0, 1}


async def test_verifying_some_customers_reads_theirs_alone(database: Database, filled: tuple[Path, Statistics]) -> None:
    if filled[1] is not Statistics.OF_BIG_CUSTOMER:
        pytest.skip("few customers are as well read all at once")

    steps = await explain(database, lambda context: find_differences(context.reads, ["cus_1", "cus_2"]))

    # A text may stand behind entries of everybody.
    assert [step for step in steps if step.endswith("AND text=?)")] == []
    assert slow_steps(steps) == []


RELATIONS = [
    PAYMENT_INTENTS_OF_CUSTOMER,
    SUBSCRIPTIONS_OF_CUSTOMER,
    INVOICES_OF_CUSTOMER,
    INVOICES_OF_SUBSCRIPTION,
    PAYMENT_INTENTS_OF_INVOICE,
    LINES_OF_INVOICE,
]
PLACES = {"position": (1,), "newest": (NOW, "x")}


@pytest.mark.parametrize("relation", RELATIONS, ids=lambda relation: relation.name)
@pytest.mark.parametrize("viewer", [{}, {"customer_id": "cus_1"}], ids=["project", "one customer"])
async def test_pages_and_counts_of_a_relation_read_their_parents_rows_alone(
    database: Database, relation: Any, viewer: dict[str, Any]
) -> None:
    place = PLACES[relation.order.name]
    requests = [PageRequest(), PageRequest(backward=True), PageRequest(after=place), PageRequest(before=place)]
    some = () if relation.status is None else (tuple(relation.status)[:2], tuple(relation.status)[:1])
    reads = [
        batch(reading, *keys)
        for keys in (("cus_1", "sub_2_1", "in_3_1"), ("cus_1",))
        for status in (None, *some)
        for reading in (CountOf(relation, status), *(PageOf(relation, request, status) for request in requests))
    ]

    steps = [step for read in reads for step in await explain(database, read, **viewer)]

    assert slow_steps(steps) == []


@pytest.mark.parametrize(
    "read",
    [
        batch(SUMS_OF_CUSTOMER, "cus_1", "cus_2"),
        batch(SUMS_AND_RISKS_OF_CUSTOMER, "cus_1", "cus_2"),
        batch(BILLING_OF_CUSTOMER, "cus_1", "cus_2"),
        batch(MONTHLY_PAYMENTS_OF_CUSTOMER, "cus_1", "cus_2"),
        batch(ITEMS_OF_SUBSCRIPTION, "sub_1_1", "sub_2_1"),
        batch(OPEN_INVOICES_OF_CUSTOMER, "cus_1", "cus_2"),
        batch(CUSTOMER, "cus_1"),
        batch(INVOICE, "in_1_1"),
        batch(SUBSCRIPTION, "sub_1_1"),
        batch(PAYMENT_INTENT, "pi_1_1"),
        batch(SHA256_OF_INVOICE_PDF, "in_1_1", "in_2_1"),
    ],
    ids=[
        "sums",
        "sums and risks",
        "billing",
        "months",
        "items",
        "open invoices",
        "customer",
        "invoice",
        "subscription",
        "payment",
        "document",
    ],
)
@pytest.mark.parametrize("viewer", [{}, {"customer_id": "cus_1"}], ids=["project", "one customer"])
async def test_what_is_batched_is_found_by_its_keys(database: Database, read: Act, viewer: dict[str, Any]) -> None:
    steps = await explain(database, read, **viewer)

    assert slow_steps(steps) == []


@pytest.mark.parametrize("span", [Span(), Span(NOW, NOW + 1)], ids=["all", "some days"])
async def test_cancellations_of_all_customers_are_read_in_their_indexes(database: Database, span: Span) -> None:
    place = (NOW, "x")
    requests = [PageRequest(), PageRequest(backward=True), PageRequest(after=place), PageRequest(before=place)]

    for request in requests:
        steps = await explain(database, partial(list_cancellations, span=span, request=request))

        used = [step for step in steps if step.startswith("SEARCH")]
        assert ["ix_subscription_by_cancellation" in used[0], "ix_subscription_by_end_without" in used[1]] == [True] * 2
        assert "USE TEMP B-TREE FOR ORDER BY" not in steps


@pytest.mark.parametrize("order", LISTED)
async def test_a_list_of_customers_is_read_in_its_index_and_not_sorted(
    database: Database, order: CustomerOrder
) -> None:
    place = ("b", "x") if order is CustomerOrder.NAME else (NOW, "x")

    first, next_page = await explain(database, customers(order)), await explain(database, customers(order, place))

    index = "ix_customer_by_name" if order is CustomerOrder.NAME else "ix_customer_newest"
    assert [len(first), len(next_page)] == [1, 1]
    assert first[0].startswith(f"SEARCH customer USING INDEX {index} ")
    assert next_page[0].startswith(f"SEARCH customer USING INDEX {index} ")
    assert slow_steps(next_page) == []


SEARCHES = ["cus_7", "pi_7_1", "customer7@example.com", "CUS_7-0001", "first1 last2", "first", "irst1", "first9 lats2"]


@pytest.mark.parametrize("search", SEARCHES)
async def test_a_search_reads_entries_in_their_order_and_looks_up_who_they_find(
    database: Database, search: str
) -> None:
    steps = await explain(database, count(search=search)) + await explain(
        database, customers(CustomerOrder.RELEVANCE, search=search)
    )

    assert slow_steps(steps) == []
    # Each branch is read in its order: only the owner of an id is sorted, and the next entries of two or three weights.
    told = "\n".join(steps).replace("SCAN nearest\nUSE TEMP B-TREE FOR ORDER BY", "")
    branches = re.findall(r"CO-ROUTINE (part_\d+)\n(.*?)\nSCAN \1", told, re.DOTALL)
    sorted_ones = [branch for _, branch in branches if "ORDER BY" in branch]
    assert branches
    assert all("owner" in branch for branch in sorted_ones)


FILTERS: list[dict[str, Any]] = [
    {"subscription_status": (SubscriptionStatus.PAUSED,)},
    {"invoice_status": (InvoiceStatus.OPEN, InvoiceStatus.VOID)},
    {"overdue": True},
    {"at_risk": True},
    {"risk": (Risk.CARD_ENDS,)},
    {"at_risk": False, "invoice_status": (InvoiceStatus.OPEN,)},
    {"overdue": False, "subscription_status": (SubscriptionStatus.ACTIVE,)},
    {"overdue": True, "created_from": NOW},
    {"overdue": True, "created_from": NOW, "created_before": NOW + 1},
]


@pytest.mark.parametrize("order", LISTED)
@pytest.mark.parametrize("wanted", FILTERS, ids=str)
async def test_a_filter_finds_its_customers_in_their_order_and_looks_up_no_others(
    database: Database, wanted: dict[str, Any], order: CustomerOrder
) -> None:
    place = ("b", "x") if order is CustomerOrder.NAME else (NOW, "x")
    steps = [step for after in (None, place) for step in await explain(database, customers(order, after, **wanted))]

    assert slow_steps(steps) == []


@pytest.mark.parametrize("wanted", [{}, *FILTERS], ids=str)
async def test_a_count_adds_up_what_is_counted(database: Database, wanted: dict[str, Any]) -> None:
    steps = await explain(database, count(**wanted))

    assert slow_steps(steps) == []


@pytest.mark.parametrize("wanted", [{"created_from": NOW}, {"created_before": NOW}], ids=str)
async def test_a_filter_by_age_is_a_part_of_the_index(database: Database, wanted: dict[str, Any]) -> None:
    steps = await explain(database, customers(**wanted)) + await explain(database, count(**wanted))

    assert slow_steps(steps) == []
