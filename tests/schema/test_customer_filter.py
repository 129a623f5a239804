"""Each part of a CustomerFilter alone, and all of them together."""

from itertools import combinations
from typing import Any

import pytest

from models.billing.invoice import InvoiceStatus
from models.billing.subscription import SubscriptionStatus
from models.values.instant import rfc3339
from storage.database import Database
from tests.asking import Ask
from tests.factories import NOW, later, make_customer, make_invoice, make_project, make_subscription, save

FIND = """
query Find($filter: CustomerFilter, $search: String) {
  customers(filter: $filter, search: $search, orderBy: OLDEST, first: 100) { nodes { id } totalCount }
}
"""

ACTIVE, PAST_DUE, CANCELED = SubscriptionStatus.ACTIVE, SubscriptionStatus.PAST_DUE, SubscriptionStatus.CANCELED
OPEN, PAID, VOID = InvoiceStatus.OPEN, InvoiceStatus.PAID, InvoiceStatus.VOID

# Who has which subscriptions and which invoices, each with its due date, and was created when.
PEOPLE: dict[str, tuple[int, list[SubscriptionStatus], list[tuple[InvoiceStatus, int | None]]]] = {
    "cus_0": (0, [], []),
    "cus_1": (1, [ACTIVE], [(PAID, -1)]),
    "cus_2": (2, [ACTIVE, CANCELED], [(OPEN, 1)]),
    "cus_3": (3, [PAST_DUE], [(OPEN, -1), (PAID, None)]),
    "cus_4": (4, [CANCELED], [(OPEN, 0)]),
    "cus_5": (5, [CANCELED, PAST_DUE], [(VOID, -1), (OPEN, None)]),
    "cus_6": (6, [ACTIVE], [(OPEN, -1), (OPEN, 1), (VOID, -9)]),
}


async def add_people(database: Database) -> None:
    customers, children = [], []
    for id_, (at, subscriptions, invoices) in PEOPLE.items():
        customer = make_customer(id=id_, name="Same Name", created_at=NOW + at)
        customers.append(customer)
        children += [make_subscription(customer, n, status=status) for n, status in enumerate(subscriptions)]
        children += [
            make_invoice(customer, n, status=status, due_at=None if due is None else NOW + due)
            for n, (status, due) in enumerate(invoices)
        ]
    # Rows of another mode with the same ids must not count.
    elsewhere = [make_customer(id=id_, live_mode=False) for id_ in PEOPLE]
    foreign = [make_invoice(customer, 99, status=OPEN, due_at=later(-1)) for customer in elsewhere]
    foreign_too = [make_subscription(customer, 99, status=SubscriptionStatus.UNPAID) for customer in elsewhere]
    await save(database, make_project(), customers, elsewhere, children, foreign, foreign_too)


def is_late(invoices: list[tuple[InvoiceStatus, int | None]]) -> bool:
    return any(status is OPEN and due is not None and due < 0 for status, due in invoices)


PARTS: dict[str, tuple[dict[str, Any], Any]] = {
    "one status": ({"subscriptionStatus": ["ACTIVE"]}, lambda at, subs, invs: ACTIVE in subs),
    "two statuses": (
        {"subscriptionStatus": ["PAST_DUE", "CANCELED"]},
        lambda at, subs, invs: PAST_DUE in subs or CANCELED in subs,
    ),
    "a status of nobody": ({"subscriptionStatus": ["UNPAID"]}, lambda at, subs, invs: False),
    "no status": ({"subscriptionStatus": []}, lambda at, subs, invs: False),
    "a single status": ({"subscriptionStatus": "ACTIVE"}, lambda at, subs, invs: ACTIVE in subs),
    "an invoice status": ({"invoiceStatus": ["OPEN"]}, lambda at, subs, invs: OPEN in dict(invs)),
    "two invoice statuses": (
        {"invoiceStatus": ["PAID", "VOID"]},
        lambda at, subs, invs: {PAID, VOID} & set(dict(invs)),
    ),
    "overdue": ({"overdue": True}, lambda at, subs, invs: is_late(invs)),
    "not overdue": ({"overdue": False}, lambda at, subs, invs: not is_late(invs)),
    "from": ({"createdFrom": rfc3339(NOW + 3)}, lambda at, subs, invs: at >= 3),
    "before": ({"createdBefore": rfc3339(NOW + 3)}, lambda at, subs, invs: at < 3),
    "nulls": (
        dict.fromkeys(["subscriptionStatus", "invoiceStatus", "overdue", "createdFrom", "createdBefore"]),
        lambda at, subs, invs: True,
    ),
    "nothing": ({}, lambda at, subs, invs: True),
}


@pytest.mark.parametrize("name", PARTS)
async def test_a_part_of_the_filter_keeps_exactly_who_has_it(database: Database, ask: Ask, name: str) -> None:
    await add_people(database)
    wanted, rule = PARTS[name]

    answer = await ask(FIND, {"filter": wanted})

    expected = [{"id": id_} for id_, facts in PEOPLE.items() if rule(*facts)]
    assert answer == {"data": {"customers": {"nodes": expected, "totalCount": len(expected)}}}


async def test_parts_given_together_all_hold(database: Database, ask: Ask) -> None:
    await add_people(database)

    everything = {
        "subscriptionStatus": ["ACTIVE"],
        "invoiceStatus": ["VOID"],
        "overdue": True,
        "createdFrom": rfc3339(NOW + 6),
        "createdBefore": rfc3339(NOW + 7),
    }

    answer = await ask(FIND, {"filter": everything, "search": "cus_6"})

    assert answer == {"data": {"customers": {"nodes": [{"id": "cus_6"}], "totalCount": 1}}}


async def test_any_two_parts_both_hold(database: Database, ask: Ask) -> None:
    await add_people(database)

    for names in combinations(PARTS, 2):
        chosen = [PARTS[name] for name in names]
        wanted = {key: value for part, _ in chosen for key, value in part.items()}
        if len(wanted) == sum(len(part) for part, _ in chosen):
            answer = await ask(FIND, {"filter": wanted, "search": "name same"})

            expected = [{"id": id_} for id_, facts in PEOPLE.items() if all(rule(*facts) for _, rule in chosen)]
            assert answer == {"data": {"customers": {"nodes": expected, "totalCount": len(expected)}}}, wanted


async def test_without_a_filter_everyone_is_listed(database: Database, ask: Ask) -> None:
    await add_people(database)

    answers = [await ask(FIND), await ask(FIND, {"filter": None, "search": None})]

    assert [answer["data"]["customers"]["totalCount"] for answer in answers] == [7, 7]


async def test_a_moment_is_compared_to_the_microsecond_in_any_offset(database: Database, ask: Ask) -> None:
    await save(database, make_project(), make_customer(created_at=NOW + 123_456))
    counts = []

    for edge in ("2026-11-22T12:00:00.123456Z", "2026-11-22T17:30:00.123456+05:30", "2026-11-22T12:00:00.123457Z"):
        created_from = await ask(FIND, {"filter": {"createdFrom": edge}})
        created_before = await ask(FIND, {"filter": {"createdBefore": edge}})
        counts.append([answer["data"]["customers"]["totalCount"] for answer in (created_from, created_before)])

    assert counts == [[1, 0], [1, 0], [0, 1]]


@pytest.mark.parametrize(
    "moment",
    ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59.999999-14:00", "1969-12-31T23:59:59.999999Z"],
)
async def test_the_ends_of_the_calendar_can_be_asked_for(database: Database, ask: Ask, moment: str) -> None:
    await save(database, make_project(), make_customer())

    answer = await ask(FIND, {"filter": {"createdFrom": moment, "createdBefore": moment}})

    assert answer == {"data": {"customers": {"nodes": [], "totalCount": 0}}}


async def test_metadata_of_ten_entries_is_the_most(database: Database, ask: Ask) -> None:
    await save(database, make_project(), make_customer())
    entries = [{"key": f"key {number}", "value": "x"} for number in range(11)]

    most, more = (
        await ask(FIND, {"filter": {"metadata": entries[:10]}}),
        await ask(FIND, {"filter": {"metadata": entries}}),
    )

    assert most == {"data": {"customers": {"nodes": [], "totalCount": 0}}}
    assert [(error["path"], error["message"], error["extensions"]) for error in more["errors"]] == [
        (["customers"], "'metadata' has more than 10 entries.", {"code": "BAD_USER_INPUT"})
    ]
