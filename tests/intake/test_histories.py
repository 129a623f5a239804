"""Histories of objects of every kind: whatever the order, the splitting and the repetition, the same rows."""

from collections.abc import Callable, Iterator
from itertools import count
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from intake.kinds import KINDS
from storage.database import Database
from tests.factories import make_project, save
from tests.intake.stripe_objects import (
    StripeObject,
    make_balance_transaction,
    make_charge,
    make_coupon,
    make_credit_note,
    make_customer,
    make_discount,
    make_dispute,
    make_event,
    make_invoice,
    make_item,
    make_line,
    make_link,
    make_method,
    make_payment,
    make_pending_item,
    make_price,
    make_product,
    make_refund,
    make_schedule,
    make_subscription,
    make_tax_id,
    make_tax_rate,
)

SECONDS = (100, 101)
DELETED = 102
FETCHED = 200
TIERS = [{"up_to": 2, "unit_amount": 500}, {"up_to": None, "unit_amount": 300}]


class History(NamedTuple):
    """An object whose fields change: what makes it, the values that its fields take, and the word of its events."""

    make: Callable[..., StripeObject]
    fields: dict[str, list[Any]]
    word: str
    is_deletable: bool = False


HISTORIES = {
    "product": History(make_product, {"name": ["Team", "Crew"]}, "product", True),
    "price": History(
        make_price,
        {"unit_amount_decimal": ["1900", "2900"], "tiers": [None, TIERS], "nickname": [None, "N"]},
        "price",
        True,
    ),
    "coupon": History(make_coupon, {"name": ["A", "B"], "percent_off": [50, 25]}, "coupon", True),
    "tax_rate": History(make_tax_rate, {"display_name": ["VAT", "GST"]}, "tax_rate"),
    "customer": History(
        make_customer, {"name": ["Ada", "Bo", None], "balance": [0, -5], "discount": [None]}, "customer", True
    ),
    "tax_id": History(make_tax_id, {"value": ["1", "2"]}, "customer.tax_id", True),
    "payment_method": History(
        make_method, {"customer": ["cus_1", None], "card": [{"brand": "visa", "last4": "1111"}, {}]}, "payment_method"
    ),
    "discount": History(make_discount, {"end": [None, 5], "coupon": ["HALF"]}, "customer.discount", True),
    "subscription": History(
        make_subscription,
        {
            "status": ["active", "past_due", "canceled"],
            "pause_collection": [None, {"behavior": "void", "resumes_at": None}],
            "cancel_at_period_end": [False, True],
        },
        "customer.subscription",
    ),
    "subscription_schedule": History(make_schedule, {"status": ["active", "released"]}, "subscription_schedule"),
    "invoice": History(
        make_invoice,
        {
            "status": ["draft", "open", "paid", "uncollectible", "void"],
            "amount_paid": [0, 5700],
            "lines": [[make_line()], [make_line(amount=1), make_line("il_2")]],
        },
        "invoice",
        True,
    ),
    "invoiceitem": History(make_pending_item, {"amount": [300, 400], "invoice": [None, "in_1"]}, "invoiceitem", True),
    "credit_note": History(make_credit_note, {"status": ["issued", "void"], "memo": [None, "M"]}, "credit_note"),
    "customer_balance_transaction": History(make_balance_transaction, {"amount": [-500, 5]}, "balance"),
    "charge": History(
        make_charge,
        {
            "status": ["pending", "succeeded", "failed"],
            "amount_refunded": [0, 1000, 5700],
            "disputed": [False, True],
        },
        "charge",
    ),
    "refund": History(make_refund, {"status": ["pending", "succeeded", "failed"], "amount": [500, 1000]}, "refund"),
    "dispute": History(make_dispute, {"status": ["needs_response", "won", "lost"]}, "charge.dispute"),
    "invoice_payment": History(make_link, {"status": ["open", "paid", "canceled"]}, "invoice_payment"),
    "payment_intent": History(
        make_payment,
        {
            "status": ["processing", "succeeded", "canceled"],
            "latest_charge": [None, "ch_1"],
            "payment_method": ["pm_1"],
        },
        "payment_intent",
    ),
}


# What an object of each kind stands expanded in; nothing holds a pending item.
HOLDERS: dict[str, Callable[[StripeObject], StripeObject]] = {
    "product": lambda held: make_price("price_h", product=held),
    "price": lambda held: make_subscription("sub_h", items=[make_item("si_h", price=held)]),
    "coupon": lambda held: make_discount("di_h", coupon=held),
    "tax_rate": lambda held: make_subscription("sub_h", items=[make_item("si_h")], default_tax_rates=[held]),
    "customer": lambda held: make_invoice("in_h", customer=held),
    "tax_id": lambda held: make_customer("cus_h", tax_ids={"data": [held]}),
    "payment_method": lambda held: make_payment("pi_h", payment_method=held),
    "discount": lambda held: make_subscription("sub_h", items=[make_item("si_h")], discounts=[held]),
    "subscription": lambda held: make_invoice("in_h", subscription=held),
    "subscription_schedule": lambda held: make_subscription("sub_h", items=[make_item("si_h")], schedule=held),
    "invoice": lambda held: make_payment("pi_h", invoice=held),
    "credit_note": lambda held: make_balance_transaction("cbtxn_h", credit_note=held),
    "customer_balance_transaction": lambda held: make_credit_note("cn_h", customer_balance_transaction=held),
    "charge": lambda held: make_refund("re_h", charge=held),
    "refund": lambda held: make_charge("ch_h", refunds={"data": [held]}),
    "dispute": lambda held: make_charge("ch_h", dispute=held),
    "invoice_payment": lambda held: make_invoice("in_h", payments={"data": [held]}),
    "payment_intent": lambda held: make_charge("ch_h", payment_intent=held),
}


class Input(NamedTuple):
    """Objects that were fetched at the same time."""

    as_of: int
    objects: tuple[StripeObject, ...]


numbers = count(1)


@st.composite
def versions(draw: st.DrawFn, kind: str) -> list[Input]:
    """Events of two seconds, and perhaps a bare object that was fetched within them or after them."""
    history = HISTORIES[kind]
    found = []
    # What was deleted is not fetched any more.
    fetched: tuple[int, ...] = (*SECONDS, FETCHED)
    state: StripeObject = {}
    for number in range(draw(st.integers(1, 4))):
        before, state = state, {name: draw(st.sampled_from(values)) for name, values in history.fields.items()}
        changed = {name: before[name] for name in before if before[name] != state[name]}
        is_last = number == 3 and history.is_deletable and draw(st.booleans())
        event = make_event(
            history.make(**state),
            DELETED if is_last else draw(st.sampled_from(SECONDS)),
            id=f"evt_{kind}_{draw(st.integers(1, 99))}_{number}",
            type=f"{history.word}.{'deleted' if is_last else 'created' if number == 0 else _event_word(kind, state)}",
        )
        if changed and draw(st.booleans()):
            event["data"]["previous_attributes"] = changed
        found.append(Input(0, (event,)))
        if is_last:
            fetched = SECONDS
        if kind in HOLDERS and draw(st.booleans()):
            found.append(_held(HOLDERS[kind](history.make(**state)), f"{kind}_{number}", draw))
    if draw(st.booleans()):
        found.append(Input(draw(st.sampled_from(fetched)), (history.make(**state),)))
    if history.is_deletable and draw(st.booleans()):
        gone = history.make()
        deleted = {"id": gone["id"], "object": gone["object"], "deleted": True, "livemode": True}
        found.append(Input(FETCHED + 1, (deleted,)))
    return found


def _held(holder: StripeObject, name: str, draw: st.DrawFn) -> Input:
    """An event of another object, in which the object stands as it is then."""
    return Input(0, (make_event(holder, draw(st.sampled_from(SECONDS)), id=f"evt_{name}_held"),))


def _event_word(kind: str, state: StripeObject) -> str:
    return "closed" if kind == "dispute" and state["status"] in ("won", "lost") else "updated"


def merged(inputs: list[Input], cuts: list[bool]) -> Iterator[Input]:
    """Neighbours are one input where there is no cut between them, and all are events."""
    objects: tuple[StripeObject, ...] = ()
    for each, is_cut in zip(inputs, cuts, strict=True):
        if each.as_of:
            yield each
            continue
        objects += each.objects
        if is_cut:
            yield Input(0, objects)
            objects = ()
    if objects:
        yield Input(0, objects)


def test_every_kind_has_a_history() -> None:
    assert HISTORIES.keys() == {kind.name for kind in KINDS}
    assert HOLDERS.keys() == HISTORIES.keys() - {"invoiceitem"}


async def check(database: Database, take: Any, dump: Any, data: st.DataObject, kinds: list[str]) -> None:
    one, other = f"prj_{next(numbers)}_a", f"prj_{next(numbers)}_b"
    await save(database, make_project(id=one, name=one), make_project(id=other, name=other))
    history = [each for kind in kinds for each in data.draw(versions(kind))]
    again = data.draw(st.permutations([*history, *data.draw(st.lists(st.sampled_from(history), max_size=3))]))
    cuts = data.draw(st.lists(st.booleans(), min_size=len(again), max_size=len(again)))

    for project_id in (one, other):
        await take(make_customer(), make_product(), make_price(), as_of=50, project_id=project_id)
    for each in history:
        report = await take(*each.objects, as_of=each.as_of, project_id=one)
        assert report["errors"] == []
    for each in merged(again, cuts):
        report = await take(*each.objects, as_of=each.as_of, project_id=other)
        assert report["errors"] == []

    expected, found = await dump(one), await dump(other)
    assert {name for name in expected if expected[name] != found[name]} == set()
    assert found == expected


# By default 100: with --fuzz as many as it says.
EXAMPLES = settings().max_examples
RUN = settings(
    # A history in a database takes long to be made smaller.
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.mark.parametrize("kind", HISTORIES)
@settings(RUN, max_examples=1 + EXAMPLES // 100)
@given(data=st.data())
async def test_the_history_of_an_object_ends_in_the_same_rows(
    database: Database, take, dump, kind: str, data: st.DataObject
) -> None:
    await check(database, take, dump, data, [kind])


@settings(RUN, max_examples=1 + EXAMPLES // 20)
@given(data=st.data())
async def test_histories_of_objects_that_refer_to_each_other_end_in_the_same_rows(
    database: Database, take, dump, data: st.DataObject
) -> None:
    kinds = data.draw(st.lists(st.sampled_from(sorted(HISTORIES)), min_size=2, max_size=6, unique=True))
    await check(database, take, dump, data, kinds)


@settings(RUN, max_examples=1 + EXAMPLES // 20)
@given(data=st.data())
async def test_histories_around_a_payment_end_in_the_same_rows(
    database: Database, take, dump, data: st.DataObject
) -> None:
    await check(
        database,
        take,
        dump,
        data,
        ["payment_intent", "charge", "refund", "dispute", "invoice_payment", "payment_method"],
    )
