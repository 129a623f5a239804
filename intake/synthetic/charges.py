"""Charges: each attempt to collect a payment, with what became of its money."""

from intake.synthetic.account import Account, StripeObject
from intake.synthetic.declines import Decline
from intake.synthetic.payment_methods import PaymentMethod

_WAITS = ("processing", "requires_action", "requires_confirmation")


def build_charge(
    account: Account,
    payment: StripeObject,
    method: PaymentMethod,
    at: int,
    decline: Decline | None = None,
    identifier: str | None = None,
) -> StripeObject:
    """An attempt, failed where there is a `decline`; of another the payment says how far it got."""
    waits = payment["status"] in _WAITS
    return {
        "id": identifier or account.draw.opaque_id("ch_"),
        "object": "charge",
        "amount": payment["amount"],
        "amount_captured": 0 if decline else payment["amount_received"],
        "amount_refunded": 0,
        "captured": payment["status"] == "succeeded" and not decline,
        "created": at,
        "currency": payment["currency"],
        "customer": payment["customer"],
        "disputed": False,
        "failure_code": decline.code if decline else None,
        "failure_message": decline.message if decline else None,
        "livemode": False,
        "outcome": _outcome(decline),
        "paid": not decline and not waits,
        "payment_intent": payment["id"],
        "payment_method": method.id,
        "payment_method_details": {"type": method.type, method.type: method.details},
        "refunded": False,
        "status": "failed" if decline else "pending" if waits else "succeeded",
    }


def open_charge(account: Account, payment: StripeObject) -> StripeObject:
    """The payment's latest charge, to be written on; where only its id stands there, it is added as an object."""
    latest = payment["latest_charge"]
    if isinstance(latest, dict):
        return latest
    listed: list[StripeObject] = payment.get("charges", {}).get("data", [])
    known = [each for each in (*listed, *account.others) if each["id"] == latest]
    if known:
        return known[0]
    charge = build_charge(account, payment, account.method, payment["created"], identifier=latest)
    account.others.append(charge)
    return charge


def _outcome(decline: Decline | None) -> StripeObject:
    return {
        "network_status": "declined_by_network" if decline else "approved_by_network",
        "reason": decline.decline_code if decline else None,
        "risk_level": "normal",
        "type": "issuer_declined" if decline else "authorized",
    }
