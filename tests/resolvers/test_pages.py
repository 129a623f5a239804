"""Pages against an oracle: plain Python over all rows."""

import itertools
import json
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import pytest
from sqlmodel import SQLModel

from models.billing.customer import Customer
from models.billing.invoice_line import InvoiceLine
from models.billing.payment_intent import PaymentIntentStatus
from models.billing.subscription import SubscriptionStatus
from models.values.naming import sort_name
from resolvers.customers.customers import list_customers
from resolvers.customers.filter.customer_filter import CustomerFilter, CustomerOrder
from resolvers.errors import BadInput
from resolvers.has_many import CountOf, PageOf
from resolvers.paging.cursors import Cursors
from resolvers.paging.orders import BY_NAME, BY_POSITION, NEWEST, OLDEST, Order
from resolvers.paging.page_requests import PageRequest, request_page
from resolvers.paging.pages import Page
from resolvers.relations import (
    INVOICES_OF_CUSTOMER,
    INVOICES_OF_SUBSCRIPTION,
    LINES_OF_INVOICE,
    PAYMENT_INTENTS_OF_CUSTOMER,
    SUBSCRIPTIONS_OF_CUSTOMER,
)
from storage.database import Database
from tests.factories import (
    NOW,
    make_context,
    make_customer,
    make_invoice,
    make_line,
    make_payment,
    make_project,
    make_subscription,
    make_viewer,
    save,
)

# Ties in time, and ids that a collation would order otherwise than their bytes.
PLACES = [(0, "B"), (0, "a"), (1, "Z"), (1, "é"), (1, "_"), (2, "10"), (2, "9"), (3, "\U0001f9fe")]
Read = Callable[[PageRequest], Awaitable[Page[Any]]]


def bytewise(place: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(value.encode() if isinstance(value, str) else value for value in place)


def is_beyond(row: Any, order: Order, mark: tuple[Any, ...] | None, after: bool) -> bool:
    if mark is None:
        return True
    here, there = bytewise(order.position_of(row)), bytewise(mark)
    return here > there if after is not order.descending else here < there


def expected_page(rows: list[Any], order: Order, request: PageRequest) -> tuple[list[str], bool, bool]:
    """Relay's algorithm, word by word, on rows in memory."""
    ordered = sorted(rows, key=lambda row: bytewise(order.position_of(row)), reverse=order.descending)
    edges = [
        row
        for row in ordered
        if is_beyond(row, order, request.after, after=True) and is_beyond(row, order, request.before, after=False)
    ]
    more = len(edges) > request.size
    if request.backward:
        chosen = edges[-request.size :] if request.size else []
        return [row.id for row in chosen], request.before is not None, more
    return [row.id for row in edges[: request.size]], more, request.after is not None


def every_request(rows: list[Any], order: Order) -> Iterator[PageRequest]:
    ordered = sorted(rows, key=lambda row: bytewise(order.position_of(row)))
    marks = [None, *(order.position_of(ordered[index]) for index in (0, 2, 3, -1))]
    sizes = [0, 1, 2, len(rows) - 1, len(rows), len(rows) + 1]
    for size, backward, after, before in itertools.product(sizes, (False, True), marks, marks):
        yield PageRequest(size, backward, after, before)


async def assert_pages_are_right(rows: list[Any], order: Order, read: Read) -> None:
    wrong = []
    for request in every_request(rows, order):
        page = await read(request)
        got = [row.id for row in page.rows], page.has_next, page.has_previous
        if got != expected_page(rows, order, request):
            wrong.append((request, got))

    assert wrong == []


async def add_two_families(database: Database) -> dict[str, list[Any]]:
    """Two customers, a subscription and an invoice each, with the same places in each of their lists."""
    customers = [make_customer(number) for number in (1, 2)]
    subscriptions = [make_subscription(customer, 99, created_at=NOW) for customer in customers]
    statuses = itertools.cycle(PaymentIntentStatus)
    children: dict[str, list[Any]] = {"payments": [], "subscriptions": [], "invoices": [], "lines": []}
    for customer, subscription in zip(customers, subscriptions, strict=True):
        for at, name in PLACES:
            where = {"id": f"{name}-{customer.id}", "created_at": NOW + at}
            invoice = make_invoice(customer, **where, subscription_id=subscription.id)
            children["payments"].append(make_payment(customer, **where, status=next(statuses)))
            children["subscriptions"].append(make_subscription(customer, **where))
            children["invoices"].append(invoice)
        children["lines"] += [make_line(invoice, position) for position in (0, 1, 2, 10, 11, 100)]
    await save(database, make_project(), customers, subscriptions, *children.values())
    children["subscriptions"] += subscriptions
    return children


RELATIONS = {
    "payments": PAYMENT_INTENTS_OF_CUSTOMER,
    "subscriptions": SUBSCRIPTIONS_OF_CUSTOMER,
    "invoices": INVOICES_OF_CUSTOMER,
    "invoices of a subscription": INVOICES_OF_SUBSCRIPTION,
    "lines": LINES_OF_INVOICE,
}


@pytest.mark.parametrize("name", RELATIONS)
async def test_every_page_of_a_relation_is_the_oracles_for_each_of_several_parents(
    database: Database, name: str
) -> None:
    relation = RELATIONS[name]
    rows = (await add_two_families(database))[name.split(" ")[0]]
    parents = list(dict.fromkeys(getattr(row, relation.key) for row in rows))
    context = make_context(database)

    wrong = []
    for request in every_request([row for row in rows if getattr(row, relation.key) == parents[0]], relation.order):
        pages = await PageOf(relation, request).load(context.reads, NOW, [*parents, "unknown"])
        for parent, page in zip([*parents, "unknown"], pages, strict=True):
            own = [row for row in rows if getattr(row, relation.key) == parent]
            got = [row.id for row in page.rows], page.has_next, page.has_previous
            if got != expected_page(own, relation.order, request):
                wrong.append((request, parent, got))

    assert len(parents) == 2
    assert wrong == []


@pytest.mark.parametrize("order", [CustomerOrder.NEWEST, CustomerOrder.OLDEST, CustomerOrder.NAME])
async def test_every_page_of_the_customers_is_the_oracles(database: Database, order: CustomerOrder) -> None:
    names = ["Öz", "öż", "oz", None, None, "Zoë", "zoe", "Ångström"]
    rows = [
        make_customer(name=name, id=id_, created_at=NOW + at) for name, (at, id_) in zip(names, PLACES, strict=True)
    ]
    await save(database, make_project(), rows)
    context = make_context(database)
    keys = {CustomerOrder.NEWEST: NEWEST, CustomerOrder.OLDEST: OLDEST, CustomerOrder.NAME: BY_NAME}

    async def read(request: PageRequest) -> Page[Customer]:
        return await list_customers(context, CustomerFilter(), order, request)

    await assert_pages_are_right(rows, keys[order], read)


@pytest.mark.parametrize(
    "statuses",
    [
        (),
        (PaymentIntentStatus.SUCCEEDED,),
        (PaymentIntentStatus.FAILED, PaymentIntentStatus.CANCELED, PaymentIntentStatus.PROCESSING),
        tuple(PaymentIntentStatus),
    ],
    ids=len,
)
async def test_a_page_and_a_count_are_of_what_has_one_of_the_statuses(
    database: Database, statuses: tuple[PaymentIntentStatus, ...]
) -> None:
    payments = (await add_two_families(database))["payments"]
    reads = make_context(database).reads
    kept = [payment for payment in payments if payment.customer_id == "cus_1" and payment.status in statuses]

    counts = await CountOf(PAYMENT_INTENTS_OF_CUSTOMER, statuses).load(reads, NOW, ["cus_1", "unknown"])

    assert counts == [len(kept), 0]
    for request in every_request(payments[:8], NEWEST):
        [page] = await PageOf(PAYMENT_INTENTS_OF_CUSTOMER, request, statuses).load(reads, NOW, ["cus_1"])
        assert ([row.id for row in page.rows], page.has_next, page.has_previous) == expected_page(kept, NEWEST, request)


@pytest.mark.parametrize("keys", [["cus_1"], ["cus_2", "unknown", "cus_1"]], ids=len)
async def test_pages_of_several_statuses_are_in_the_lists_order_and_of_the_moment(
    database: Database, keys: list[str]
) -> None:
    statuses = itertools.cycle([SubscriptionStatus.ACTIVE, SubscriptionStatus.CANCELED, SubscriptionStatus.TRIALING])
    ends = itertools.cycle([None, NOW - 1, NOW + 1, NOW])
    customers = [make_customer(number) for number in (1, 2)]
    rows = [
        make_subscription(
            customer, id=f"{name}-{customer.id}", created_at=NOW + at, status=next(statuses), cancel_at=next(ends)
        )
        for customer in customers
        for at, name in PLACES
    ]
    await save(database, make_project(), customers, rows)
    reads = make_context(database).reads

    for wanted in itertools.chain.from_iterable(itertools.combinations(SubscriptionStatus, size) for size in (1, 2, 3)):
        batch = SUBSCRIPTIONS_OF_CUSTOMER
        kept = {key: [row for row in rows if row.customer_id == key and row.at(NOW).status in wanted] for key in keys}
        assert await batch.count(wanted).load(reads, NOW, keys) == [len(kept[key]) for key in keys]
        for request in (
            PageRequest(3),
            PageRequest(2, backward=True),
            PageRequest(1, after=(NOW + 2, "9")),
            PageRequest(9, before=(NOW + 1, "_")),
        ):
            pages = await batch.page(request, (*wanted, *wanted)).load(reads, NOW, keys)
            alone = await batch.page(request, wanted).read_rows(reads, NOW, keys, ("id", "customer_id"))
            expected = [expected_page(kept[key], NEWEST, request) for key in keys]
            assert [([row.id for row in page.rows], *page[1:]) for page in pages] == expected
            assert [[row[0] for row in alone[key]] for key in keys] == [ids for ids, *_ in expected]


@pytest.mark.parametrize("keys", [["cus_1"], ["cus_1", "cus_2", "unknown"]], ids=len)
async def test_rows_alone_are_the_pages_and_no_row_more_is_read(
    database: Database, keys: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    payments = (await add_two_families(database))["payments"]
    reads = make_context(database).reads
    fetch, read = reads.fetch_stored, []

    async def fetch_and_count(*words: Any, **values: Any) -> list[Any]:
        rows = await fetch(*words, **values)
        read.extend(rows)
        return rows

    monkeypatch.setattr(reads, "fetch_stored", fetch_and_count)
    for request in every_request(payments[:8], NEWEST):
        read.clear()
        batch = PageOf(PAYMENT_INTENTS_OF_CUSTOMER, request)
        pages = await batch.load(reads, NOW, keys)

        alone = await batch.read_rows(reads, NOW, keys, ("id", "customer_id"))

        expected = {key: [row.id for row in page.rows] for key, page in zip(keys, pages, strict=True)}
        assert {key: [row[0] for row in rows] for key, rows in alone.items()} == expected
        assert len(read) == sum(map(len, expected.values()))


LISTS: list[tuple[str, Order, type[SQLModel], Any]] = [
    ("customers", NEWEST, Customer, make_customer(id="cus_é", created_at=-(2**63))),
    ("customers", BY_NAME, Customer, make_customer(name=None, id="c" * 255)),
    ("customers", BY_NAME, Customer, make_customer(sort_name=sort_name("\x01" * 300), id="c" * 255)),
    ("customers", BY_NAME, Customer, make_customer(sort_name=sort_name("🧾" * 300), id="c" * 255)),
    ("lines", BY_POSITION, InvoiceLine, InvoiceLine(position=2**63 - 1)),
]


@pytest.mark.parametrize(("name", "order", "model", "row"), LISTS)
def test_a_cursor_reads_back_as_the_place_it_was_made_of(
    name: str, order: Order, model: type[SQLModel], row: Any
) -> None:
    cursors = Cursors.of(make_viewer(), name, order)

    cursor = cursors.encode(row)

    assert cursors.decode(cursor, "after", model) == order.position_of(row)
    assert cursor.replace("-", "").replace("_", "").isalnum()


def test_any_change_to_a_cursor_makes_it_none() -> None:
    cursors = Cursors.of(make_viewer(), "customers", NEWEST)
    cursor = cursors.encode(make_customer(id="cus_12"))
    flipped = [
        cursor[:place] + chr(ord(letter) ^ (1 << bit)) + cursor[place + 1 :]
        for place, letter in enumerate(cursor)
        for bit in range(7)
    ]
    cut = [cursor[:length] for length in range(len(cursor))] + [cursor[start:] for start in range(1, len(cursor))]
    padded = [f"{cursor}=", f"{cursor}==", f" {cursor}", f"{cursor}\n", f"{cursor}A", f"{cursor}==A", f"{cursor}!"]
    odd = ["", " ", "\0", "é", "🧾", "\ud800", "null", "e30", "A" * 10_240, cursor * 200, cursor.swapcase()]

    for damaged in [*flipped, *cut, *padded, *odd]:
        with pytest.raises(BadInput, match=r"^'before' is not a cursor of this list\.$"):
            cursors.decode(damaged, "before", Customer)


def test_a_cursor_is_no_cursor_elsewhere() -> None:
    cursor = Cursors.of(make_viewer(), "customers", NEWEST).encode(make_customer())
    elsewhere = [
        Cursors.of(make_viewer(), "customers", OLDEST),
        Cursors.of(make_viewer(), "customers", BY_NAME),
        Cursors.of(make_viewer(), "invoices_by_customer_id", NEWEST),
        Cursors.of(make_viewer(project_id="prj_2"), "customers", NEWEST),
        Cursors.of(make_viewer(live_mode=False), "customers", NEWEST),
    ]

    for cursors in elsewhere:
        with pytest.raises(BadInput, match="is not a cursor of this list"):
            cursors.decode(cursor, "after", Customer)


@pytest.mark.parametrize(
    "values",
    [
        [2**63, "cus_1"],
        [-(2**63) - 1, "cus_1"],
        [2**64, "cus_1"],
        [10**400, "cus_1"],
        [1.5, "cus_1"],
        [True, "cus_1"],
        ["1", "cus_1"],
        [None, "cus_1"],
        [1, None],
        [1, 2],
        [1],
        [1, "cus_1", "more"],
        [1, ["cus_1"]],
        {"0": 1},
        "cus_1",
        None,
        7,
    ],
    ids=lambda values: str(values)[:20],
)
def test_a_forged_cursor_of_the_wrong_shape_is_no_cursor(values: Any) -> None:
    cursors = Cursors.of(make_viewer(), "customers", NEWEST)
    forged = cursors._seal(json.dumps(values).encode())

    with pytest.raises(BadInput, match="is not a cursor of this list"):
        cursors.decode(forged, "after", Customer)


@pytest.mark.parametrize(
    ("first", "last", "message"),
    [
        (-1, None, "'first' must be between 0 and 100."),
        (101, None, "'first' must be between 0 and 100."),
        (2**31 - 1, None, "'first' must be between 0 and 100."),
        (None, -1, "'last' must be between 0 and 100."),
        (None, 101, "'last' must be between 0 and 100."),
        (1, 1, "'first' and 'last' can't be given together."),
        (0, 0, "'first' and 'last' can't be given together."),
    ],
)
def test_a_size_that_cannot_be_served_is_refused(first: int | None, last: int | None, message: str) -> None:
    cursors = Cursors.of(make_viewer(), "customers", NEWEST)

    with pytest.raises(BadInput) as refusal:
        request_page(cursors, Customer, first, None, last, None)

    assert str(refusal.value) == message


def test_a_page_has_twenty_rows_unless_it_is_said_otherwise() -> None:
    cursors = Cursors.of(make_viewer(), "customers", NEWEST)

    assert request_page(cursors, Customer, None, None, None, None) == PageRequest(20, False, None, None)
    assert request_page(cursors, Customer, None, None, 0, None) == PageRequest(0, True, None, None)
    assert request_page(cursors, Customer, 100, None, None, None) == PageRequest(100, False, None, None)
