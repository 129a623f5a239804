"""What a customer's activity tells of attempts, refunds, disputes, credit notes and pauses."""

from typing import Any

import pytest
from sqlmodel import SQLModel

from models.billing.charge import ChargeStatus
from models.billing.dispute import DisputeStatus
from models.billing.payment_intent import PaymentIntent, PaymentIntentStatus
from models.billing.refund import RefundState
from storage.database import Database
from tests.asking import Ask
from tests.factories import (
    later,
    make_charge,
    make_credit_note,
    make_customer,
    make_dispute,
    make_invoice,
    make_payment,
    make_project,
    make_refund,
    make_subscription,
    save,
    save_subscription,
)

TIMELINE = """{ customer(id: "cus_1") { activity { nodes { kind summary reason subject { id } } totalCount } } }"""
FAILED = PaymentIntentStatus.FAILED


async def read(database: Database, ask: Ask, payment: PaymentIntent, *parts: SQLModel) -> list[tuple[Any, ...]]:
    """What is told of these parts of a payment, newest first, beside the payment itself."""
    await save(database, make_project(), make_customer(), payment, parts)
    activity = (await ask(TIMELINE))["data"]["customer"]["activity"]
    assert activity["totalCount"] == len(activity["nodes"])
    assert {node["subject"]["id"] for node in activity["nodes"]} == {payment.id}
    return [(node["kind"], node["summary"], node["reason"]) for node in activity["nodes"][:-1]]


@pytest.mark.parametrize(
    ("status", "kind", "outcome"),
    [
        (RefundState.SUCCEEDED, "PAYMENT_REFUNDED", "was issued"),
        (RefundState.PENDING, "PAYMENT_REFUNDED", "was issued and is on its way"),
        (RefundState.REQUIRES_ACTION, "PAYMENT_REFUNDED", "was issued and is waiting for the customer"),
        (RefundState.FAILED, "OTHER", "failed"),
        (RefundState.CANCELED, "OTHER", "was cancelled"),
    ],
)
async def test_a_refund_is_told_by_where_it_stands(
    database: Database, ask: Ask, status: RefundState, kind: str, outcome: str
) -> None:
    payment = make_payment(make_customer())

    told = await read(database, ask, payment, make_refund(payment, status=status))

    assert told == [(kind, f"A refund of £2.00 {outcome}.", None)]


@pytest.mark.parametrize(
    ("refund", "end", "reason"),
    [
        ({"reason": "requested_by_customer"}, "issued: the customer asked for it.", "The customer asked for it."),
        ({"reason": "duplicate"}, "issued: it was a duplicate.", "It was a duplicate."),
        ({"reason": "odd_one"}, "issued: odd one.", "Odd one."),
        (
            {"reason": "duplicate", "status": RefundState.FAILED, "failure_reason": "lost_or_stolen_card"},
            "failed: lost or stolen card.",
            "Lost or stolen card.",
        ),
    ],
)
async def test_a_refund_says_why(database: Database, ask: Ask, refund: dict[str, Any], end: str, reason: str) -> None:
    payment = make_payment(make_customer())

    [(_, summary, told)] = await read(database, ask, payment, make_refund(payment, **refund))

    assert summary.endswith(end)
    assert told == reason


@pytest.mark.parametrize(
    ("payment", "charge", "refunds", "told"),
    [
        # Captured in part, then given back in part.
        ({"amount_received": 800, "amount_refunded": 100}, {"amount_captured": 800}, [400, 100], ["£1.00"]),
        # Only the first of two alike released the rest.
        ({"amount_received": 800, "amount_refunded": 400}, {"amount_captured": 800}, [400, 400], ["£4.00"]),
        # An authorization that was cancelled.
        ({"amount_received": 0, "status": PaymentIntentStatus.CANCELED}, {"amount_captured": 0}, [1200], []),
        # The payment is newer than its charge, and all of it was captured.
        ({"amount_refunded": 1200}, {"amount_captured": 0}, [1200], ["£12.00"]),
        # The refund of the rest has not come in: this one gave money back.
        ({"amount_received": 800, "amount_refunded": 400}, {"amount_captured": 800}, [400], ["£4.00"]),
    ],
)
@pytest.mark.parametrize("names_charge", [True, False])
async def test_what_was_held_and_never_captured_is_not_told_as_given_back(
    database: Database,
    ask: Ask,
    payment: dict[str, Any],
    charge: dict[str, Any],
    refunds: list[int],
    told: list[str],
    *,
    names_charge: bool,
) -> None:
    paid = make_payment(make_customer(), amount=1200, **payment)
    taken = make_charge(paid, status=ChargeStatus.SUCCEEDED, **charge)
    charge_id = taken.id if names_charge else None
    rows = [make_refund(paid, number, amount=each, charge_id=charge_id) for number, each in enumerate(refunds, 1)]

    found = await read(database, ask, paid, taken, *rows)

    assert [summary for _, summary, _ in found] == [f"A refund of {amount} was issued." for amount in told]


async def test_a_dispute_is_told_when_it_opens_and_when_it_is_decided(database: Database, ask: Ask) -> None:
    payment = make_payment(make_customer())
    decided = [
        make_dispute(payment, 1, status=DisputeStatus.LOST, closed_at=later(1)),
        make_dispute(payment, 2, status=DisputeStatus.WON, closed_at=later(2)),
        make_dispute(payment, 3, status=DisputeStatus.WARNING_CLOSED, closed_at=later(3)),
        make_dispute(payment, 4, status=DisputeStatus.PREVENTED, closed_at=later(4)),
        # Decided, but nobody knows when.
        make_dispute(payment, 5, status=DisputeStatus.LOST, amount=500),
    ]

    told = await read(database, ask, payment, *decided)

    reason, opened = "Product not received.", "PAYMENT_DISPUTED"
    assert told == [
        ("DISPUTE_CLOSED", "The dispute about £12.00 was prevented.", None),
        ("DISPUTE_CLOSED", "The dispute about £12.00 was closed.", None),
        ("DISPUTE_CLOSED", "The dispute about £12.00 was won, and the money was returned.", None),
        ("DISPUTE_CLOSED", "The dispute about £12.00 was lost.", None),
        (opened, "The customer’s bank disputed £5.00: product not received.", reason),
        (opened, "The customer’s bank disputed £12.00: product not received.", reason),
        (opened, "The bank enquired about a payment of £12.00: product not received.", reason),
        (opened, "The customer’s bank disputed £12.00: product not received.", reason),
        (opened, "The customer’s bank disputed £12.00: product not received.", reason),
    ]


ATTEMPT = ("PAYMENT_FAILED", "An attempt to take £12.00 failed: the account does not hold enough money.")


@pytest.mark.parametrize(
    ("status", "attempts", "told"),
    [
        # The payment itself tells of its last attempt.
        (FAILED, [ChargeStatus.FAILED], 0),
        (FAILED, [ChargeStatus.FAILED] * 3, 2),
        (PaymentIntentStatus.SUCCEEDED, [ChargeStatus.FAILED, ChargeStatus.FAILED, ChargeStatus.SUCCEEDED], 2),
        (PaymentIntentStatus.CANCELED, [ChargeStatus.FAILED], 1),
        (PaymentIntentStatus.PROCESSING, [ChargeStatus.FAILED, ChargeStatus.PENDING], 1),
    ],
)
async def test_each_failed_attempt_is_told_once(
    database: Database, ask: Ask, status: PaymentIntentStatus, attempts: list[ChargeStatus], told: int
) -> None:
    payment = make_payment(make_customer(), status=status)
    charges = [make_charge(payment, number, status=outcome) for number, outcome in enumerate(attempts, 1)]

    found = await read(database, ask, payment, *charges)

    assert [(kind, summary) for kind, summary, _ in found] == [ATTEMPT] * told


async def test_a_credit_note_is_told_when_it_is_issued_and_is_its_own_subject(database: Database, ask: Ask) -> None:
    customer = make_customer()
    invoice = make_invoice(customer, paid_at=None)
    notes = [make_credit_note(invoice, 1, reason="order_change"), make_credit_note(invoice, 2, number=None)]
    await save(database, make_project(), customer, invoice, notes)

    answer = await ask(TIMELINE)

    *told, _ = answer["data"]["customer"]["activity"]["nodes"]
    assert told == [
        {
            "kind": "CREDIT_NOTE_ISSUED",
            "summary": "A credit note for £2.00 was issued.",
            "reason": None,
            "subject": {"id": "cn_1_1_2"},
        },
        {
            "kind": "CREDIT_NOTE_ISSUED",
            "summary": "Credit note CUS_1-0001-CN-01 for £2.00 was issued: order change.",
            "reason": "Order change.",
            "subject": {"id": "cn_1_1_1"},
        },
    ]


async def test_a_pause_and_its_end_are_told(database: Database, ask: Ask) -> None:
    await save_subscription(database, paused_at=later(1), unpaused_at=later(2))
    await save(database, make_subscription(make_customer(), 2))

    answer = await ask(TIMELINE)

    told = [(node["kind"], node["summary"]) for node in answer["data"]["customer"]["activity"]["nodes"]]
    assert told == [
        ("SUBSCRIPTION_UNPAUSED", "Subscription to Coffee club was resumed: payments are being collected again."),
        ("SUBSCRIPTION_PAUSED", "Subscription to Coffee club was paused: payments are not being collected."),
        ("SUBSCRIPTION_STARTED", "Subscription to Coffee club started."),
        ("SUBSCRIPTION_STARTED", "Subscription started."),
    ]
