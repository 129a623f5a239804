"""Invoices: drafted, issued, then paid, voided or written off; Stripe's object in both of its shapes."""

from collections.abc import Iterable

from intake.synthetic.account import Account, StripeObject
from intake.synthetic.lines import Line, build_line
from intake.synthetic.periods import DAY
from intake.synthetic.subscriptions import Subscription
from intake.synthetic.taxes import sum_entries

RETRY_DAYS = 3
"""A failed charge is tried again for three days: until then the invoice is not overdue."""

_AUTOMATIC = "charge_automatically"


def draft_invoice(
    account: Account,
    lines: Iterable[Line],
    currency: str,
    created: int,
    subscription: Subscription | None = None,
    reason: str = "manual",
) -> StripeObject:
    """A draft with these lines: no number, nothing due yet. The account keeps it."""
    invoice_id = account.draw.opaque_id("in_")
    stripe_lines = [build_line(account, line, currency, invoice_id) for line in lines]
    subtotal = sum(line["amount"] for line in stripe_lines)
    taxes = sum_entries([line["taxes" if account.modern else "tax_amounts"] for line in stripe_lines])
    tax = sum(entry["amount"] for entry in taxes)
    invoice: StripeObject = {
        "id": invoice_id,
        "object": "invoice",
        **_amounts(subtotal, tax),
        **_collection(account, reason),
        "created": created,
        "currency": currency,
        "customer": account.id,
        **_snapshot_buyer(account, created),
        "description": None,
        "due_date": None,
        "effective_at": None,
        "lines": _line_list(invoice_id, stripe_lines),
        "livemode": False,
        "metadata": {},
        "number": None,
        **_usage_period(subscription, created),
        "status": "draft",
        "status_transitions": _no_transitions(),
    }
    invoice |= _modern_fields(subscription, taxes) if account.modern else _legacy_fields(subscription, taxes, tax)
    account.invoices.append(invoice)
    if subscription:
        subscription.stripe["latest_invoice"] = invoice_id
    return invoice


def issue_invoice(account: Account, invoice: StripeObject, at: int) -> StripeObject:
    """Draft → open. Credit on the customer's balance is used first; a negative total adds to it."""
    owed = invoice["total"] + account.balance
    invoice["starting_balance"] = account.balance
    account.balance = invoice["ending_balance"] = min(0, owed)
    invoice |= {
        "amount_due": max(0, owed),
        "amount_remaining": max(0, owed),
        "due_date": at + _time_to_pay(account),
        "effective_at": at,
        "status": "open",
    }
    invoice["status_transitions"]["finalized_at"] = at
    if owed <= 0:
        pay_invoice(account, invoice, 0, at)
    return invoice


def pay_invoice(account: Account, invoice: StripeObject, amount: int, at: int) -> None:
    """Some or all of what remains is paid; with nothing left the invoice is paid."""
    invoice["amount_paid"] += amount
    invoice["amount_remaining"] -= amount
    if invoice["amount_remaining"]:
        return
    invoice["status"] = "paid"
    invoice["status_transitions"]["paid_at"] = at
    if not account.modern:
        invoice["paid"] = True
        _forget_due_date(invoice)


def void_invoice(invoice: StripeObject, at: int) -> None:
    """Open → void: it was a mistake. What was due stays written on it."""
    invoice["status"] = "void"
    invoice["status_transitions"]["voided_at"] = at


def write_off_invoice(invoice: StripeObject, at: int) -> None:
    """Open → uncollectible: nobody expects the money any more."""
    invoice["status"] = "uncollectible"
    invoice["status_transitions"]["marked_uncollectible_at"] = at


def _amounts(subtotal: int, tax: int) -> StripeObject:
    total = subtotal + tax
    return {
        "amount_due": max(0, total),
        "amount_paid": 0,
        "amount_remaining": max(0, total),
        "ending_balance": None,
        "starting_balance": 0,
        "subtotal": subtotal,
        "subtotal_excluding_tax": subtotal,
        "total": total,
        "total_excluding_tax": subtotal,
    }


def _collection(account: Account, reason: str) -> StripeObject:
    return {
        "attempt_count": 0,
        "attempted": False,
        "billing_reason": reason,
        "collection_method": "send_invoice" if account.terms_days else _AUTOMATIC,
    }


def _time_to_pay(account: Account) -> int:
    """Seconds from the issue to the due date: the terms, or the retries and what a bank takes."""
    if account.terms_days:
        return account.terms_days * DAY
    return RETRY_DAYS * DAY + account.method.delay


def _forget_due_date(invoice: StripeObject) -> None:
    """Stripe itself gives a due date to sent invoices only."""
    if invoice["collection_method"] == _AUTOMATIC:
        invoice["due_date"] = None


def _snapshot_buyer(account: Account, created: int) -> StripeObject:
    address = account.address_at(created)
    return {
        "customer_address": dict(address) if address else None,
        "customer_email": account.shown["email"],
        "customer_name": account.shown["name"],
        "customer_phone": account.shown["phone"],
        "customer_tax_ids": [dict(tax_id) for tax_id in account.buyer.tax_ids],
    }


def _usage_period(subscription: Subscription | None, created: int) -> StripeObject:
    """Stripe's invoice names the period that has passed; its lines name the one that is billed."""
    earlier = [period for period in subscription.periods if period.end == created] if subscription else []
    return {"period_start": earlier[0].start if earlier else created, "period_end": created}


def _line_list(invoice_id: str, lines: list[StripeObject]) -> StripeObject:
    url = f"/v1/invoices/{invoice_id}/lines"
    return {"object": "list", "data": lines, "has_more": False, "total_count": len(lines), "url": url}


def _no_transitions() -> dict[str, int | None]:
    return {"finalized_at": None, "marked_uncollectible_at": None, "paid_at": None, "voided_at": None}


def _modern_fields(subscription: Subscription | None, taxes: list[StripeObject]) -> StripeObject:
    details = {"metadata": {}, "subscription": subscription.id} if subscription else None
    parent = {"quote_details": None, "subscription_details": details, "type": "subscription_details"}
    return {"parent": parent if subscription else None, "total_taxes": taxes}


def _legacy_fields(subscription: Subscription | None, taxes: list[StripeObject], tax: int) -> StripeObject:
    return {
        "paid": False,
        "payment_intent": None,
        "subscription": subscription.id if subscription else None,
        "tax": tax if taxes else None,
        "total_tax_amounts": taxes,
    }
