"""Payment intents with their method and failure, and the three ways in which they name their invoice."""

from collections.abc import Sequence
from typing import NamedTuple

from intake.synthetic.account import Account, StripeObject
from intake.synthetic.charges import build_charge
from intake.synthetic.declines import Decline
from intake.synthetic.payment_methods import PaymentMethod
from intake.synthetic.periods import DAY


class Failure(NamedTuple):
    """An attempt that failed before the latest one."""

    at: int
    decline: Decline
    method: PaymentMethod


def add_payment(
    account: Account,
    amount: int,
    currency: str,
    created: int,
    status: str,
    *,
    invoice: StripeObject | None = None,
    decline: Decline | None = None,
    method: PaymentMethod | None = None,
    description: str | None = None,
    failures: Sequence[Failure] = (),
    charged_at: int | None = None,
) -> StripeObject:
    """A payment in minor units, for an invoice or for nothing in particular; `method` None: none was given.

    A failed payment is `requires_payment_method` with a `decline`, as at Stripe. `failures` are its earlier attempts;
    `charged_at` is when the latest was made, if not when the payment was created.
    """
    payment: StripeObject = {
        "id": account.draw.opaque_id("pi_"),
        "object": "payment_intent",
        "amount": amount,
        **_capture(amount, status),
        "canceled_at": None,
        "cancellation_reason": None,
        "confirmation_method": "automatic",
        "created": created,
        "currency": currency,
        "customer": account.id,
        "description": description or _describe(invoice),
        "livemode": False,
        "metadata": {},
        "receipt_email": account.shown["email"] if invoice is None else None,
        "status": status,
    }
    payment |= _attempt_fields(account, payment, method, decline, failures, charged_at or created)
    _name_invoice(account, payment, invoice, len(failures))
    account.payments.append(payment)
    return payment


def add_purchase(account: Account, worth: int, days_ago: int, status: str = "succeeded") -> StripeObject:
    """Some goods of the customer's country were bought so many days ago; `worth` is in pence."""
    draw, country = account.draw, account.buyer.country
    return add_payment(
        account,
        account.worth(worth),
        country.currency,
        account.now - days_ago * DAY - draw.between(0, DAY - 1),
        status,
        method=None if status == "requires_payment_method" else account.method,
        description=draw.choice(country.goods),
    )


def cancel_payment(account: Account, payment: StripeObject, at: int, reason: str) -> None:
    """Nobody tries this payment any more; `reason` is Stripe's, such as "abandoned"."""
    for link in account.others:
        if link["object"] == "invoice_payment" and link["payment"]["payment_intent"] == payment["id"]:
            link["status"] = "canceled"
            link["status_transitions"]["canceled_at"] = at
    payment |= {
        "status": "canceled",
        "canceled_at": at,
        "cancellation_reason": reason,
        "amount_capturable": 0,
    }


def make_guest_payment(payment: StripeObject, email: str) -> None:
    """Somebody paid without an account."""
    payment |= {"customer": None, "receipt_email": email}


def _capture(amount: int, status: str) -> StripeObject:
    held = status == "requires_capture"
    return {
        "amount_capturable": amount if held else 0,
        "amount_received": amount if status == "succeeded" else 0,
        "capture_method": "manual" if held else "automatic",
    }


def _describe(invoice: StripeObject | None) -> str | None:
    if invoice is None:
        return None
    reasons = {"subscription_create": "Subscription creation", "subscription_cycle": "Subscription update"}
    return reasons.get(invoice["billing_reason"], "Payment for Invoice")


def _attempt_fields(
    account: Account,
    payment: StripeObject,
    method: PaymentMethod | None,
    decline: Decline | None,
    failures: Sequence[Failure],
    charged_at: int,
) -> StripeObject:
    """What the payment tells of its latest attempt; the ones before it are charges of their own."""
    for failure in failures:
        account.others.append(build_charge(account, payment, failure.method, failure.at, failure.decline))
    is_charge_known = decline is not None or bool(failures) or not account.draw.chance(0.4)
    return {
        "last_payment_error": _last_error(decline, method) if decline else None,
        "next_action": {"type": "use_stripe_sdk"} if payment["status"] == "requires_action" else None,
        "payment_method_types": [method.type if method else "card"],
        **_method_fields(account, payment, method, decline, charged_at if is_charge_known else None),
    }


def _last_error(decline: Decline, method: PaymentMethod | None) -> StripeObject:
    return {
        "code": decline.code,
        "decline_code": decline.decline_code,
        "message": decline.message,
        "payment_method": method.stripe if method else None,
        "type": "card_error",
    }


def _method_fields(
    account: Account,
    payment: StripeObject,
    method: PaymentMethod | None,
    decline: Decline | None,
    charged_at: int | None,
) -> StripeObject:
    """The method inside the payment, inside its latest charge, or (before 2022-11-15) in its charges.

    A failed payment has lost its method, so that only its charge and its error still tell. `charged_at` None gives
    no more of its charge than the id.
    """
    if method is None:
        return {"latest_charge": None, "payment_method": None}
    if charged_at is None:
        return {"latest_charge": account.draw.opaque_id("ch_"), "payment_method": method.stripe}
    charge = build_charge(account, payment, method, charged_at, decline)
    current = None if decline else method.id
    if account.modern or account.draw.chance(0.5):
        return {"latest_charge": charge, "payment_method": current}
    charges = {"object": "list", "data": [charge], "has_more": False, "total_count": 1}
    return {"charges": charges, "latest_charge": charge["id"], "payment_method": current}


def _name_invoice(account: Account, payment: StripeObject, invoice: StripeObject | None, failures: int) -> None:
    if invoice:
        invoice["attempt_count"] += failures
        _link_invoice(account, payment, invoice)
    elif not account.modern:
        payment["invoice"] = None


def _link_invoice(account: Account, payment: StripeObject, invoice: StripeObject) -> None:
    invoice["attempt_count"] += 1
    invoice["attempted"] = True
    if not account.modern:
        payment["invoice"] = invoice["id"]
        invoice["payment_intent"] = payment["id"]
    elif account.draw.chance(0.3):
        payment["metadata"]["invoice"] = invoice["id"]
    else:
        account.others.append(_invoice_payment(account, payment, invoice))


def _invoice_payment(account: Account, payment: StripeObject, invoice: StripeObject) -> StripeObject:
    paid = payment["status"] == "succeeded"
    return {
        "id": account.draw.opaque_id("inpay_"),
        "object": "invoice_payment",
        "amount_paid": payment["amount"] if paid else None,
        "amount_requested": payment["amount"],
        "created": payment["created"],
        "currency": payment["currency"],
        "invoice": invoice["id"],
        "is_default": True,
        "livemode": False,
        "payment": {"payment_intent": payment["id"], "type": "payment_intent"},
        "status": "paid" if paid else "open",
        "status_transitions": {"canceled_at": None, "paid_at": payment["created"] if paid else None},
    }
