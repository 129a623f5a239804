"""What is refused or ignored, how it is named, and that a strict import leaves nothing behind."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intake.files.arrival import Arrival
from intake.gathering.collector import Collector, Terms
from intake.report import Place
from intake.shapes.neighbours import OF_ACCOUNT
from tests.factories import NOW
from tests.intake.stripe_objects import (
    EACH_ONCE,
    StripeObject,
    make_customer,
    make_event,
    make_everything,
    make_invoice,
    make_item,
    make_line,
    make_link,
    make_payment,
    make_price,
    make_product,
    make_subscription,
    make_tax_id,
)

OF_AN_ACCOUNT = {"customer": None, "customer_account": "acct_1"}
HOSTILE = [
    ("is not an object", "Zoë"),
    ("is not an object", None),
    ("object is missing", {"id": "cus_1"}),
    ("object is not text", {"id": "cus_1", "object": 7}),
    ("id is missing", make_customer(id=None)),
    ("id is missing", make_customer(id="")),
    ("id is not text", make_customer(id=["cus_1"])),
    ("id is longer than 255 characters", make_customer("x" * 256)),
    ("id contains a control character", make_customer("cus_1\n")),
    ("id contains a control character", make_customer("cus_\x851")),
    ("customer contains a control character", make_payment(customer="cus_1\r\nX-Evil: 1")),
    (f"customer_account {OF_ACCOUNT}", make_subscription(**OF_AN_ACCOUNT)),
    (f"customer_account {OF_ACCOUNT}", make_invoice(**OF_AN_ACCOUNT)),
    (f"owner.customer_account {OF_ACCOUNT}", make_tax_id(customer=None, owner={"type": "customer"} | OF_AN_ACCOUNT)),
    ("livemode is missing", make_customer(livemode=None)),
    ("livemode is not true or false", make_customer(livemode="yes")),
    ("name contains a NUL character", make_customer(name="a\0b")),
    ("name contains half of a surrogate pair", make_customer(name="a\ud800b")),
    ("name is not text", make_customer(name={"first": "Ada"})),
    ("email is longer than 2,000 bytes", make_customer(email="ﷺ" * 500)),
    ("address is not an object", make_customer(address="1 High Street")),
    ("address.city contains a NUL character", make_customer(address={"city": "\0"})),
    ("tax_ids is not a list", make_customer(tax_ids="GB1")),
    ("tax_ids[0] is not an object", make_customer(tax_ids=["GB1"])),
    ("tax_ids[0].type is missing", make_customer(tax_ids=[{"value": "GB1"}])),
    ("currency is unknown: 'zzz'", make_customer(currency="zzz")),
    ("preferred_locales is not a list", make_customer(preferred_locales="en")),
    ("preferred_locales[0] is not text", make_customer(preferred_locales=[7])),
    ("metadata.'a' is not text", make_customer(metadata={"a": 1})),
    ("a name in metadata contains a NUL character", make_customer(metadata={"\0": "a"})),
    ("created is missing", make_customer(created=None)),
    ("created is negative", make_customer(created=-1)),
    ("created is a time beyond the year 9999", make_customer(created=10**12)),
    ("created is not a whole number", make_customer(created=1.5)),
    ("created is not a whole number", make_customer(created=True)),
    ("name is missing", make_product(name=None)),
    ("unit_amount_decimal is not a decimal number of up to 64 bits", make_price(unit_amount_decimal="1e9")),
    ("unit_amount_decimal is negative", make_price(unit_amount_decimal="-1")),
    ("unit_amount_decimal is beyond 64 bits", make_price(unit_amount_decimal=2**63)),
    ("unit_amount_decimal is beyond 64 bits", make_price(unit_amount_decimal=float("inf"))),
    (
        "unit_amount_decimal has more than 20 decimals",
        make_price(unit_amount_decimal="0.000000000000000000001"),
    ),
    ("recurring.interval is unknown: 'eon'", make_price(recurring={"interval": "eon"})),
    ("recurring.interval_count is zero", make_price(recurring={"interval": "day", "interval_count": 0})),
    (
        "recurring.interval_count is beyond 32 bits",
        make_price(recurring={"interval": "day", "interval_count": 2**31}),
    ),
    ("product is missing", make_price(product=None)),
    ("product.id is missing", make_price(product={"name": "Team"})),
    ("status is unknown: 'asleep'", make_subscription(status="asleep")),
    ("status is unknown: '\\ufb03'", make_invoice(status="\ufb03")),
    ("items is missing or empty", make_subscription(items={"data": []})),
    ("items has an id twice", make_subscription(items=[make_item(), make_item()])),
    ("items[0].quantity is beyond 1,000,000,000,000,000", make_subscription(items=[make_item(quantity=10**15 + 1)])),
    ("items[0].quantity is negative", make_subscription(items=[make_item(quantity=-1)])),
    (
        "current_period_end is missing, and so it is on the items",
        make_subscription(current_period_end=None),
    ),
    ("currency is missing", make_subscription(currency=None)),
    ("lines[0] is not an object", make_invoice(lines=[1])),
    ("lines[0].quantity is beyond 64 bits", make_invoice(lines=[make_line(quantity=-(2**63) - 1)])),
    ("lines[0].amount is beyond 1,000,000,000,000,000", make_invoice(lines=[make_line(amount=10**15 + 1)])),
    ("total is beyond 1,000,000,000,000,000", make_invoice(total=-(10**15) - 1)),
    (
        "amount_remaining is beyond 1,000,000,000,000,000",
        make_invoice(amount_due=10**15, amount_paid=-1, amount_remaining=None),
    ),
    ("total_taxes[0].amount is missing", make_invoice(total_taxes=[{}], tax=None)),
    ("status_transitions is not an object", make_invoice(status_transitions=[])),
    ("amount is negative", make_payment(amount=-1)),
    ("amount is beyond 1,000,000,000,000,000", make_payment(amount=2**63)),
    ("amount is not a whole number", make_payment(amount="5700")),
    ("last_payment_error is not an object", make_payment(last_payment_error="declined")),
    ("metadata.'invoice' contains a NUL character", make_payment(metadata={"invoice": "in_\0"})),
    ("payment is missing", make_link(payment=None)),
    ("data is missing", make_event(make_customer(), 1, data=None)),
    ("data.object is missing", make_event(make_customer(), 1, data={})),
    ("created is missing", make_event(make_customer(), 1) | {"created": None}),
    ("data.object.amount is negative", make_event(make_payment(amount=-1), 1)),
]


@pytest.mark.parametrize(("reason", "value"), HOSTILE, ids=[reason for reason, _ in HOSTILE])
def test_what_cannot_be_taken_in_is_refused_by_its_field(reason: str, value: Any) -> None:
    collector = Collector(Terms(None, NOW, strict=False))

    collector.add(Arrival(Place("objects", 3), value))

    assert collector.report.as_json()["errors"] == [{"file": "objects", "line": 3, "reason": reason}]


async def test_bad_objects_leave_the_good_ones_alone(take, dump) -> None:
    await take(*make_everything(), project_id="prj_1")

    report = await take(*(value for _, value in HOSTILE), *make_everything(), project_id="prj_2")

    assert report["created"] == EACH_ONCE
    assert [(error["line"], error["reason"]) for error in report["errors"]] == [
        (line, reason) for line, (reason, _) in enumerate(HOSTILE, 1)
    ]
    assert await dump("prj_2") == await dump("prj_1")


async def test_a_payment_of_an_account_is_kept_without_a_customer_and_noted(take, read_table) -> None:
    both = {"customer_account": "acct_1"}

    report = await take(make_customer(**both), make_payment(**OF_AN_ACCOUNT), make_payment("pi_2", **both))

    assert report["errors"] == []
    assert report["notes"] == [{"file": "objects", "line": 2, "note": f"customer_account {OF_ACCOUNT}"}]
    owners = await read_table("payment_intent", "customer_id")
    assert [row["customer_id"] for row in owners] == [None, "cus_1"]


async def test_the_extremes_that_fit_arrive(take, read_table) -> None:
    largest, smallest = 10**15, -(10**15)
    line = make_line(amount=smallest, quantity=-(2**31), pricing={"unit_amount_decimal": "4294967296"})

    report = await take(
        make_customer("c" * 255, name="\U0010ffff" * 300, email="é" * 900),
        make_invoice("i" * 255, customer="c" * 255, lines=[line], total=smallest, number="n" * 255),
        make_payment(customer="c" * 255, amount=largest, invoice="i" * 255),
    )

    assert report["errors"] == []
    assert await read_table("payment_intent", "amount") == [{"amount": largest}]
    assert await read_table("invoice", "total") == [{"total": smallest}]
    assert await read_table("invoice_line", "amount", "quantity", "unit_amount") == [
        {"amount": smallest, "quantity": -(2**31), "unit_amount": 2**32}
    ]


async def test_what_an_item_costs_beyond_64_bits_is_not_known(take, read_table) -> None:
    price = make_price(unit_amount_decimal=str(2**62))

    report = await take(make_product(), price, make_customer(), make_subscription())

    assert report["errors"] == []
    assert await read_table("subscription_item", "quantity", "amount") == [{"quantity": 3, "amount": None}]


async def test_unknown_objects_are_counted_and_named(take) -> None:
    report = await take(
        {"object": "topup", "id": "tu_1"},
        {"object": "topup"},
        {"object": "customer", "id": "cus_1", "deleted": True},
        make_event({"object": "payout", "id": "po_1"}, 1),
        make_price(recurring=None),
    )

    assert report == {
        "created": {},
        "updated": {},
        "unchanged": {},
        "deleted": {},
        "ignored": {
            "customer (deleted, of a mode that is not known)": 1,
            "payout": 1,
            "price (one-time)": 1,
            "topup": 2,
        },
        "notes": [],
        "errors": [],
    }


async def test_an_event_without_its_type_is_known_by_its_data(take, read_table) -> None:
    event = {"id": "evt_1", "type": "customer.updated", "created": 7, "data": {"object": make_customer()}}

    report = await take(event)

    assert report["created"] == {"customer": 1}
    assert await read_table("customer", "source_at") == [{"source_at": 7_000_000}]


async def test_the_event_of_an_ended_subscription_is_no_deletion(take, read_table) -> None:
    ended = make_subscription(status="canceled", canceled_at=5, ended_at=5)

    await take(*make_everything(), make_event(ended, 6, type="customer.subscription.deleted"))

    assert await read_table("subscription", "status") == [{"status": "CANCELED"}]


@pytest.mark.parametrize(
    "problem",
    [{"object": "customer"}, make_payment("pi_2", amount=-1), make_link(invoice=None)],
)
async def test_a_strict_import_stops_and_leaves_nothing_behind(take, dump, problem: StripeObject) -> None:
    await take(make_customer("cus_before"))
    before = await dump()

    report = await take(*make_everything(), problem, strict=True)

    assert len(report.pop("errors")) == 1
    assert report == {"created": {}, "updated": {}, "unchanged": {}, "deleted": {}, "ignored": {}, "notes": []}
    assert await dump() == before


async def test_a_strict_import_without_problems_is_like_any_other(take, dump) -> None:
    await take(*make_everything(), project_id="prj_1")

    report = await take(*make_everything(), project_id="prj_2", strict=True)

    assert report["created"] == EACH_ONCE
    assert await dump("prj_2") == await dump("prj_1")


async def test_what_the_database_refuses_is_a_problem_of_its_line_alone(
    take, second_customer_refused, read_table
) -> None:
    report = await take(*(make_customer(f"cus_{number}") for number in range(1, 4)))

    assert report["created"] == {"customer": 2}
    assert report["errors"] == [{"file": "objects", "line": 2, "reason": "was refused by the database"}]
    assert await read_table("customer", "id") == [{"id": "cus_1"}, {"id": "cus_3"}]


JUNK = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats()
    | st.text(st.characters(), max_size=8)
    | st.sampled_from(["cus_1", "gbp", "\0", "\ud800", "in_1", "list", "event"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "object", "data", "amount", "type", "price"]), inner, max_size=3)
    ),
    max_leaves=6,
)


def _paths(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    if isinstance(value, dict | list):
        keys = value if isinstance(value, dict) else range(len(value))
        return [found for key in keys for found in [(*path, key), *_paths(value[key], (*path, key))]]
    return []


@st.composite
def damaged_objects(draw: st.DrawFn) -> list[Any]:
    """One object of each type, some of their fields replaced by anything."""
    objects: list[Any] = json.loads(json.dumps(make_everything()))
    objects.append(make_event(json.loads(json.dumps(make_customer())), 5))
    for _ in range(draw(st.integers(1, 4))):
        path = draw(st.sampled_from(_paths(objects)))
        target = objects
        for key in path[:-1]:
            target = target[key]
        target[path[-1]] = draw(JUNK)
    return objects


# By default 20: `--fuzz` asks for more.
EXAMPLES = settings().max_examples // 5


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(objects=damaged_objects())
async def test_whatever_arrives_nothing_raises_and_nothing_changes_the_second_time(
    take, dump, objects: list[Any]
) -> None:
    await take(*objects)
    before = await dump()

    again = await take(*objects)

    assert again["created"] == {}
    assert all("refused by the database" not in error["reason"] for error in again["errors"])
    assert await dump() == before
