"""The timeline: pages against an oracle over all of it, in one statement whatever the number of customers."""

from typing import Any

import pytest

from models.billing.invoice import InvoiceStatus
from models.billing.payment_intent import PaymentIntentStatus
from models.billing.subscription import SubscriptionStatus
from models.values.instant import DAY
from resolvers.activity.activity import LATEST, Activity
from resolvers.activity.timeline import ACTIVITY_OF_CUSTOMER
from resolvers.errors import BadInput
from resolvers.paging.cursors import Cursors
from resolvers.paging.orders import NEWEST
from resolvers.paging.page_requests import PageRequest, request_page
from storage.database import Database
from tests.conftest import QueryLog
from tests.factories import (
    NOW,
    make_context,
    make_customer,
    make_event,
    make_invoice,
    make_item,
    make_payment,
    make_plan,
    make_product,
    make_project,
    make_subscription,
    make_viewer,
    save,
)
from tests.resolvers.test_pages import every_request, expected_page

# Ties in time, and ids that a collation would order otherwise than their bytes.
PLACES = [(0, "B"), (0, "a"), (1, "é"), (2, "9"), (2, "10"), (3, "\U0001f9fe")]


async def add_histories(database: Database, customers: int = 2, places: list[tuple[int, str]] = PLACES) -> None:
    """Each customer has every kind of moment at the same times as the others, and some that are not told."""
    rows: dict[str, list[Any]] = {"customers": [], "subscriptions": [], "items": [], "others": []}
    plan = make_plan()
    for number in range(1, customers + 1):
        customer = make_customer(number)
        rows["customers"].append(customer)
        for at, name in places:
            where: dict[str, Any] = {"id": f"{name}-{customer.id}", "created_at": NOW + at}
            draft = {**where, "id": f"draft-{where['id']}", "status": InvoiceStatus.DRAFT}
            subscription = make_subscription(
                customer,
                **where,
                status=SubscriptionStatus.CANCELED,
                cancellation_requested_at=NOW + at,
                ended_at=NOW + at + 1,
            )
            rows["subscriptions"].append(subscription)
            rows["items"].append(make_item(subscription, plan))
            rows["others"] += [
                make_payment(customer, **where),
                make_invoice(customer, **where, issued_at=NOW + at, paid_at=NOW + at + 1, voided_at=NOW + 2),
                make_invoice(customer, **draft, issued_at=None, paid_at=None),
                make_event(subscription, type="subscription.resumed", **where),
            ]
    await save(
        database,
        make_project(),
        make_product(),
        plan,
        rows["customers"],
        rows["subscriptions"],
        rows["items"],
        *([row] for row in rows["others"]),
    )


async def read(database: Database, request: PageRequest, *customers: str, **viewer: Any) -> list[Any]:
    reads = make_context(database, **viewer).reads
    return await ACTIVITY_OF_CUSTOMER.page(request).load(reads, NOW, list(customers))


async def count(database: Database, *customers: str, **viewer: Any) -> list[int]:
    return await ACTIVITY_OF_CUSTOMER.count().load(make_context(database, **viewer).reads, NOW, list(customers))


async def test_every_page_is_the_oracles_for_each_of_several_customers(database: Database) -> None:
    await add_histories(database)
    everything = await read(database, PageRequest(10_000), "cus_1", "cus_2")
    histories: dict[str, list[Activity]] = {
        "cus_1": everything[0].rows,
        "cus_2": everything[1].rows,
        "unknown": [],
    }

    wrong = []
    for request in every_request(histories["cus_1"], LATEST):
        pages = await read(database, request, *histories)
        for (customer, rows), page in zip(histories.items(), pages, strict=True):
            got = [row.id for row in page.rows], page.has_next, page.has_previous
            if got != expected_page(rows, LATEST, request):
                wrong.append((request, customer, got))

    assert wrong == []
    # A payment, an invoice's three moments, a subscription's start, request and end, and an event.
    assert [len(rows) for rows in histories.values()] == [8 * len(PLACES), 8 * len(PLACES), 0]
    assert len({row.id for row in histories["cus_1"]}) == 8 * len(PLACES)


async def test_walking_the_pages_tells_everything_once_and_in_order(database: Database) -> None:
    await add_histories(database, 1)
    [everything] = await read(database, PageRequest(10_000), "cus_1")
    walked: list[Activity] = []

    request = PageRequest(7)
    while (page := (await read(database, request, "cus_1"))[0]).rows:
        walked += page.rows
        request = PageRequest(7, after=LATEST.position_of(page.rows[-1]))

    assert walked == everything.rows
    assert [row.at for row in walked] == sorted((row.at for row in walked), reverse=True)


async def test_a_page_and_a_count_are_one_statement_each_for_any_number_of_customers(
    database: Database, queries: QueryLog
) -> None:
    await add_histories(database, 8)
    ids = [f"cus_{number}" for number in range(1, 9)]
    counts = []

    for some in (ids[:1], ids[:4], ids):
        queries.clear()
        pages = await read(database, PageRequest(20), *some)
        counts.append(len(queries))
        totals = await count(database, *some)
        counts.append(len(queries))

    assert [len(page.rows) for page in pages] == [20] * 8
    assert totals == [8 * len(PLACES)] * 8
    assert counts == [1, 2] * 3


@pytest.mark.parametrize("viewer", [{"live_mode": False}, {"project_id": "prj_2"}, {"customer_id": "cus_2"}], ids=str)
async def test_what_happened_to_another_is_not_told(database: Database, viewer: dict[str, Any]) -> None:
    await add_histories(database)

    [page] = await read(database, PageRequest(), "cus_1", **viewer)

    assert (page.rows, page.has_next) == ([], False)
    assert await count(database, "cus_1", **viewer) == [0]


async def test_a_cancellation_is_read_with_the_events_of_its_own_project_and_mode(database: Database) -> None:
    customers = [make_customer(), make_customer(live_mode=False)]
    ended = {"status": SubscriptionStatus.CANCELED, "canceled_at": NOW, "ended_at": NOW}
    imported, ours = (make_subscription(customer, **ended) for customer in customers)
    await save(database, make_project(), customers, imported, ours, make_event(ours))

    [page] = await read(database, PageRequest(), "cus_1")
    [of_test_mode] = await read(database, PageRequest(), "cus_1", live_mode=False)

    assert [row.id for row in page.rows] == ["end:sub_1_1", "start:sub_1_1"]
    assert [row.id for row in of_test_mode.rows] == ["event:evt_sub_1_1", "start:sub_1_1"]


async def test_an_entry_keeps_its_id_whatever_becomes_of_it(database: Database) -> None:
    customer = make_customer()
    payment = make_payment(customer, status=PaymentIntentStatus.PROCESSING)
    await save(database, make_project(), customer, payment)
    [before] = await read(database, PageRequest(), "cus_1")

    async with database.sessions() as session, session.begin():
        (await session.merge(payment)).status = PaymentIntentStatus.FAILED
    [after] = await read(database, PageRequest(), "cus_1")

    assert [(row.id, row.kind) for row in (*before.rows, *after.rows)] == [
        ("payment:pi_1_1", "PAYMENT_PENDING"),
        ("payment:pi_1_1", "PAYMENT_FAILED"),
    ]


def test_a_cursor_of_the_timeline_is_good_for_it_alone() -> None:
    viewer = make_viewer()
    place = make_payment(make_customer(), id="payment:pi_1", created_at=NOW - DAY)
    own = Cursors.of(viewer, ACTIVITY_OF_CUSTOMER.name, LATEST)
    foreign = Cursors.of(viewer, "payment_intents_by_customer_id", NEWEST).encode(place)
    forged = own._seal(b'["2026", 1]')

    for cursor in (foreign, forged):
        with pytest.raises(BadInput, match="is not a cursor of this list"):
            request_page(own, Activity, None, cursor, None, None)
