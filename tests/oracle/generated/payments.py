"""Payments with their attempts, captures, refunds and disputes."""

from typing import Any

from hypothesis import strategies as st

from tests.oracle.books import StripeObject
from tests.oracle.generated.moments import DAY, past

OUTCOMES = [
    *["succeeded"] * 5,
    "requires_payment_method",
    "requires_payment_method",
    "processing",
    "requires_action",
    "requires_capture",
    "canceled",
]
DECLINES = ["insufficient_funds", "lost_card", "generic_decline", "expired_card"]
DISPUTES = [
    *["needs_response", "under_review", "lost", "won", "prevented"],
    *["warning_needs_response", "warning_under_review", "warning_closed"],
]


@st.composite
def payments(
    draw: st.DrawFn, payment_id: str, customer: StripeObject, currency: str, outcomes: list[str] = OUTCOMES
) -> list[StripeObject]:
    """The payment first, then all that belongs to it."""
    status, amount, created = draw(st.sampled_from(outcomes)), draw(st.integers(50, 100_000)), draw(past)
    payment: dict[str, Any] = {
        "id": payment_id,
        "object": "payment_intent",
        "amount": amount,
        "amount_received": 0,
        "amount_capturable": amount if status == "requires_capture" else 0,
        "currency": currency,
        "customer": customer["id"],
        "status": status,
        "last_payment_error": None,
        "latest_charge": None,
        "payment_method_types": ["card"],
        "metadata": {},
        "livemode": True,
        "created": created,
    }
    failures = draw(st.integers(1 if status == "requires_payment_method" else 0, 2))
    charges = [draw(failed_charges(f"ch_{payment_id}_{number}", payment, number)) for number in range(failures)]
    following: list[StripeObject] = []
    if status == "requires_payment_method":
        error = {"type": "card_error", "code": "card_declined", "message": "Declined."}
        error["decline_code"] = charges[-1]["outcome"]["reason"]
        payment["last_payment_error"] = error
    if status in ("succeeded", "requires_capture"):
        charge = make_charge(f"ch_{payment_id}_paid", payment, len(charges))
        charges.append(charge)
        if status == "succeeded":
            following = draw(captures(payment, charge))
    if charges:
        payment["latest_charge"] = charges[-1]["id"]
    return [payment, *charges, *following]


def make_charge(charge_id: str, payment: StripeObject, number: int, **overrides: Any) -> StripeObject:
    values = {
        "id": charge_id,
        "object": "charge",
        "payment_intent": payment["id"],
        "customer": payment["customer"],
        "currency": payment["currency"],
        "amount": payment["amount"],
        "amount_captured": 0,
        "amount_refunded": 0,
        "captured": False,
        "paid": True,
        "refunded": False,
        "disputed": False,
        "status": "succeeded",
        "failure_code": None,
        "failure_message": None,
        "outcome": {"type": "authorized", "reason": None, "risk_level": "normal"},
        "payment_method_details": {"type": "card", "card": {"brand": "visa", "last4": "4242"}},
        "livemode": True,
        "created": payment["created"] + number * 3600,
    }
    return values | overrides


@st.composite
def failed_charges(draw: st.DrawFn, charge_id: str, payment: StripeObject, number: int) -> StripeObject:
    reason = draw(st.sampled_from(DECLINES))
    failure = {"status": "failed", "paid": False, "failure_code": "card_declined", "failure_message": "Declined."}
    outcome = {"type": "issuer_declined", "reason": reason, "risk_level": "normal"}
    return make_charge(charge_id, payment, number, **failure, outcome=outcome)


@st.composite
def captures(draw: st.DrawFn, payment: StripeObject, charge: StripeObject) -> list[StripeObject]:
    """Captures all or a part of the charge, and gives some of it back; the released rest counts as refunded there."""
    amount = payment["amount"]
    captured = draw(st.integers(1, amount)) if draw(st.integers(0, 3)) == 0 else amount
    payment["amount_received"] = captured
    charge |= {"amount_captured": captured, "captured": True, "amount_refunded": amount - captured}
    refunds = draw(refunds_of(payment, charge, captured))
    if captured < amount and draw(st.booleans()):
        refunds.append(make_refund(f"re_{charge['id']}_rest", payment, charge, amount - captured))
    left = captured - sum(refund["amount"] for refund in refunds if refund["reason"])
    return [*refunds, *draw(disputes_of(payment, charge, left))]


def make_refund(refund_id: str, payment: StripeObject, charge: StripeObject, amount: int) -> StripeObject:
    """As the platform makes one of what it does not capture."""
    return {
        "id": refund_id,
        "object": "refund",
        "amount": amount,
        "currency": payment["currency"],
        "charge": charge["id"],
        "payment_intent": payment["id"],
        "status": "succeeded",
        "reason": None,
        "livemode": True,
        "created": charge["created"] + 60,
    }


@st.composite
def refunds_of(draw: st.DrawFn, payment: StripeObject, charge: StripeObject, captured: int) -> list[StripeObject]:
    found, left = [], captured
    for number in range(draw(st.sampled_from([0, 0, 1, 1, 2, 3]))):
        if left == 0:
            break
        status = draw(st.sampled_from(["succeeded", "succeeded", "pending", "failed", "canceled", "requires_action"]))
        amount = left if draw(st.booleans()) else draw(st.integers(1, left))
        left -= amount
        # A charge that was read before the refund failed still counts it.
        if status not in ("failed", "canceled") or draw(st.booleans()):
            charge["amount_refunded"] += amount
        refund = make_refund(f"re_{charge['id']}_{number}", payment, charge, amount)
        found.append(refund | {"status": status, "reason": "requested_by_customer", "created": charge["created"] + DAY})
    # Refunds that were not read with the rest: the charge alone tells of them.
    return found if draw(st.integers(0, 4)) else found[1:]


@st.composite
def disputes_of(draw: st.DrawFn, payment: StripeObject, charge: StripeObject, left: int) -> list[StripeObject]:
    left = min(left, charge["amount"] - charge["amount_refunded"])
    if left <= 0 or draw(st.integers(0, 2)):
        return []
    status = draw(st.sampled_from(DISPUTES))
    charge["disputed"] = not status.startswith("warning")
    dispute = {
        "id": f"dp_{charge['id']}",
        "object": "dispute",
        "amount": draw(st.integers(1, left)),
        "currency": payment["currency"],
        "charge": charge["id"],
        "payment_intent": payment["id"],
        "status": status,
        "reason": "fraudulent",
        "evidence_details": {"due_by": charge["created"] + 20 * DAY},
        "livemode": True,
        "created": charge["created"] + 2 * DAY,
    }
    return [dispute] if draw(st.integers(0, 4)) else []
