"""What an import tells of payments, by their charges, refunds, disputes and methods."""

from itertools import permutations

import pytest

from tests.intake.stripe_objects import (
    make_charge,
    make_customer,
    make_dispute,
    make_event,
    make_invoice,
    make_link,
    make_method,
    make_payment,
    make_refund,
)

FIGURES = ("amount_received", "amount_refunded", "refund_status", "amount_disputed", "disputed", "disputes_incomplete")


def figures(*values):
    return dict(zip(FIGURES, values, strict=True))


@pytest.mark.parametrize(
    ("objects", "expected"),
    [
        ([], figures(5700, 0, "NONE", 0, False, False)),
        ([make_payment(amount_received=4000)], figures(4000, 0, "NONE", 0, False, False)),
        ([make_charge(amount_captured=4000, amount_refunded=1700)], figures(4000, 0, "NONE", 0, False, False)),
        ([make_charge(amount_refunded=5700)], figures(5700, 5700, "FULL", 0, False, False)),
        ([make_charge(amount_refunded=1500), make_refund()], figures(5700, 1500, "PARTIAL", 0, False, False)),
        ([make_charge(amount_refunded=1000), make_refund()], figures(5700, 1000, "PARTIAL", 0, False, False)),
        ([make_charge(), make_refund(status="failed")], figures(5700, 0, "NONE", 0, False, False)),
        ([make_charge(), make_refund(status="pending")], figures(5700, 1000, "PARTIAL", 0, False, False)),
        ([make_refund(charge=None, payment_intent="pi_1")], figures(5700, 1000, "PARTIAL", 0, False, False)),
        ([make_charge(disputed=True)], figures(5700, 0, "NONE", 0, True, True)),
        ([make_charge(disputed=True), make_dispute()], figures(5700, 0, "NONE", 5700, True, False)),
        ([make_charge(disputed=True), make_dispute(status="lost")], figures(5700, 0, "NONE", 5700, True, False)),
        ([make_charge(disputed=True), make_dispute(status="won")], figures(5700, 0, "NONE", 0, False, False)),
        (
            [make_charge(disputed=True), make_dispute(status="warning_needs_response")],
            figures(5700, 0, "NONE", 0, False, False),
        ),
        (
            [make_charge(disputed=True), make_dispute(currency="eur")],
            figures(5700, 0, "NONE", 0, True, True),
        ),
        (
            [make_charge(disputed=True), make_dispute(currency="eur"), make_dispute("dp_2", amount=100)],
            figures(5700, 0, "NONE", 100, True, True),
        ),
        ([make_charge(), make_refund(currency="eur")], figures(5700, 0, "NONE", 0, False, False)),
    ],
)
@pytest.mark.parametrize("together", [True, False])
async def test_a_payments_figures_follow_from_its_charges_whichever_comes_first(
    take, read_table, objects, expected, together
) -> None:
    everything = (
        [*objects] if any(each["object"] == "payment_intent" for each in objects) else [make_payment(), *objects]
    )
    for order in (everything, everything[::-1]):
        project_id = "prj_1" if order is everything else "prj_2"
        for each in [order] if together else [[stripe_object] for stripe_object in order]:
            await take(*each, project_id=project_id)

        assert await read_table("payment_intent", *FIGURES, project_id=project_id) == [expected]


async def test_a_payment_has_the_method_of_its_newest_attempt(take, read_table) -> None:
    declined = {
        "status": "failed",
        "failure_code": "card_declined",
        "outcome": {"reason": "lost_card", "risk_level": "elevated"},
        "payment_method_details": {"type": "card", "card": {"brand": "amex", "last4": "0005"}},
    }
    old = make_charge("ch_0", created=1, **declined)

    await take(old, make_charge(), make_payment(status="requires_payment_method", latest_charge="ch_1"))

    assert await read_table("payment_intent", "method_brand", "failure_code") == [
        {"method_brand": "visa", "failure_code": None}
    ]
    await take(make_charge(created=5, **declined), as_of=10)
    assert await read_table("payment_intent", "method_brand", "method_last4", "failure_code") == [
        {"method_brand": "amex", "method_last4": "0005", "failure_code": "lost_card"}
    ]
    assert await read_table("charge", "id", "failure_code", "risk_level", "status") == [
        {"id": name, "failure_code": "lost_card", "risk_level": "elevated", "status": "FAILED"}
        for name in ("ch_0", "ch_1")
    ]


@pytest.mark.parametrize("order", list(permutations(range(2))))
async def test_a_payment_finds_the_method_that_it_names(take, read_table, order) -> None:
    objects = [make_payment(payment_method="pm_1", payment_method_types=[]), make_method()]

    for index in order:
        await take(objects[index])

    assert await read_table("payment_intent", "method_type", "method_brand", "method_last4") == [
        {"method_type": "card", "method_brand": "visa", "method_last4": "4242"}
    ]


async def test_a_charge_without_a_payment_intent_is_a_payment(take, read_table) -> None:
    charge = make_charge(payment_intent=None, invoice="in_1", amount_refunded=5700)

    report = await take(make_customer(), make_invoice(), make_refund(amount=5700), charge)

    assert report["created"] == {"charge": 1, "customer": 1, "invoice": 1, "payment_intent": 1, "refund": 1}
    assert await read_table("payment_intent", "id", "status", "invoice_id", "amount_refunded", "method_brand") == [
        {"id": "ch_1", "status": "SUCCEEDED", "invoice_id": "in_1", "amount_refunded": 5700, "method_brand": "visa"}
    ]
    assert await read_table("refund", "payment_id") == [{"payment_id": "ch_1"}]


async def test_charges_stand_expanded_in_their_payment(take, read_table) -> None:
    part = {"id": "ch_1", "object": "charge", "amount": 5700, "amount_captured": 5700, "disputed": True}

    report = await take(make_payment(latest_charge=part))

    assert report["created"] == {"charge": 1, "payment_intent": 1}
    assert await read_table("charge", "payment_intent_id", "currency", "customer_id") == [
        {"payment_intent_id": "pi_1", "currency": "GBP", "customer_id": "cus_1"}
    ]


async def test_a_link_that_was_canceled_does_not_count_nor_does_the_order(take, read_table) -> None:
    canceled = make_link("inpay_a", invoice="in_9", status="canceled")
    expanded = make_invoice(payments={"data": [make_link("inpay_b")], "has_more": False})

    await take(make_payment(invoice="in_7"))
    await take(canceled)
    await take(make_customer(), expanded)

    assert await read_table("payment_intent", "invoice_id") == [{"invoice_id": "in_1"}]


async def test_a_charge_within_another_object_is_unchanged_when_that_is_imported_again(take, dump) -> None:
    charge = make_charge(payment_intent=None)
    events = [
        make_event(make_dispute(charge=charge), 7, type="charge.dispute.created"),
        make_event(make_refund(charge=charge), 7, id="evt_b", type="refund.created"),
    ]
    await take(*events)
    first = await dump()

    report = await take(*events)

    assert report["created"] == report["updated"] == {}
    assert report["unchanged"] == {"charge": 1, "dispute": 1, "payment_intent": 1, "refund": 1}
    assert await dump() == first
