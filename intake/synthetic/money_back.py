"""Money that does not stay: partial captures, refunds and disputes."""

from intake.synthetic.account import Account, StripeObject
from intake.synthetic.charges import open_charge
from intake.synthetic.events import add_event
from intake.synthetic.periods import DAY

_GIVES_NOTHING_BACK = ("failed", "canceled")


def capture_part(account: Account, payment: StripeObject, amount: int) -> None:
    """Less is taken than was held; the rest is released, which is a refund of its charge like any other."""
    payment["amount_received"] = amount
    charge = open_charge(account, payment)
    charge["amount_captured"] = amount
    refund_payment(account, payment, charge["amount"] - amount, payment["created"], reason=None)


def refund_payment(
    account: Account,
    payment: StripeObject,
    amount: int,
    at: int,
    *,
    status: str = "succeeded",
    reason: str | None = "requested_by_customer",
    failure_reason: str | None = None,
) -> StripeObject:
    """Some or all of a payment is given back; before 2022-11-15 its charge held its refunds."""
    charge = open_charge(account, payment)
    refund = {
        "id": account.draw.opaque_id("re_"),
        "object": "refund",
        "amount": amount,
        "charge": charge["id"],
        "created": at,
        "currency": payment["currency"],
        "failure_reason": failure_reason,
        "livemode": False,
        "metadata": {},
        "payment_intent": payment["id"],
        "reason": reason,
        "status": status,
    }
    if status not in _GIVES_NOTHING_BACK:
        charge["amount_refunded"] += amount
        charge["refunded"] = charge["amount_refunded"] == charge["amount"]
    if account.modern:
        account.others.append(refund)
    else:
        charge.setdefault("refunds", {"object": "list", "data": [], "has_more": False})["data"].append(refund)
    return refund


def dispute_payment(
    account: Account,
    payment: StripeObject,
    at: int,
    status: str,
    reason: str,
    *,
    amount: int | None = None,
    closed_at: int | None = None,
) -> None:
    """The cardholder's bank takes the money back; `warning_…` asks first. Closed ones say by an event when."""
    charge = open_charge(account, payment)
    charge["disputed"] = not status.startswith("warning")
    dispute = {
        "id": account.draw.opaque_id("dp_"),
        "object": "dispute",
        "amount": payment["amount"] if amount is None else amount,
        "charge": charge["id"],
        "created": at,
        "currency": payment["currency"],
        "evidence_details": {"due_by": at + 14 * DAY, "has_evidence": status != "needs_response"},
        "livemode": False,
        "metadata": {},
        "payment_intent": payment["id"],
        "reason": reason,
        "status": status,
    }
    account.others.append(dispute)
    if closed_at is not None:
        add_event(account, "charge.dispute.closed", closed_at, dispute)
