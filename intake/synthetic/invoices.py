"""Invoices: drafted, issued, then paid, voided or written off; Stripe's object in both of its shapes."""

from collections.abc import Iterable

from intake.synthetic.account import Account, StripeObject
from intake.synthetic.balances import change_balance
from intake.synthetic.coupons import GivenDiscount
from intake.synthetic.invoice_discounts import sum_discounts, take_discounts
from intake.synthetic.lines import Line, build_line
from intake.synthetic.periods import DAY
from intake.synthetic.subscriptions import Subscription
from intake.synthetic.taxes import sum_entries


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
    given = [each for each in subscription.discounts if each.applies_to_invoice(created)] if subscription else []
    stripe_lines = _build_lines(account, list(lines), currency, invoice_id, given)
    invoice: StripeObject = {
        "id": invoice_id,
        "object": "invoice",
        **_sums(account, stripe_lines),
        **_collection(account, reason),
        "created": created,
        "currency": currency,
        "customer": account.id,
        **_snapshot_buyer(account, created),
        "description": None,
        "discounts": [each.id for each in given],
        "due_date": None,
        "effective_at": None,
        "lines": _line_list(invoice_id, stripe_lines),
        "livemode": False,
        "metadata": {},
        "next_payment_attempt": None,
        "number": None,
        **_usage_period(subscription, created),
        "status": "draft",
        "status_transitions": _no_transitions(),
    }
    invoice |= _modern_fields(subscription) if account.modern else _legacy_fields(subscription)
    account.invoices.append(invoice)
    if subscription:
        subscription.stripe["latest_invoice"] = invoice_id
    return invoice


def issue_invoice(account: Account, invoice: StripeObject, at: int) -> StripeObject:
    """Draft → open. Credit on the customer's balance is used first; a negative total adds to it."""
    owed = invoice["total"] + account.balance
    invoice["starting_balance"] = account.balance
    change_balance(account, min(0, owed), at, invoice)
    invoice["ending_balance"] = account.balance
    invoice |= {
        "amount_due": max(0, owed),
        "amount_remaining": max(0, owed),
        # Stripe gives a due date to sent invoices only.
        "due_date": at + account.terms_days * DAY if account.terms_days else None,
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


def void_invoice(invoice: StripeObject, at: int) -> None:
    """Open → void: it was a mistake. What was due stays written on it."""
    invoice["status"] = "void"
    invoice["status_transitions"]["voided_at"] = at


def write_off_invoice(invoice: StripeObject, at: int) -> None:
    """Open → uncollectible: nobody expects the money any more."""
    invoice["status"] = "uncollectible"
    invoice["status_transitions"]["marked_uncollectible_at"] = at


def _build_lines(
    account: Account, lines: list[Line], currency: str, invoice_id: str, given: list[GivenDiscount]
) -> list[StripeObject]:
    return [
        build_line(account, line, currency, invoice_id, taken_off)
        for line, taken_off in zip(lines, take_discounts(given, lines), strict=True)
    ]


def _sums(account: Account, stripe_lines: list[StripeObject]) -> StripeObject:
    """What the lines add up to, with the taxes and discounts behind it."""
    taxes = sum_entries([line["taxes" if account.modern else "tax_amounts"] for line in stripe_lines])
    tax = sum(entry["amount"] for entry in taxes)
    discounts = sum_discounts(stripe_lines)
    subtotal = sum(line["amount"] for line in stripe_lines)
    modern = {"total_taxes": taxes}
    legacy = {"tax": tax if taxes else None, "total_tax_amounts": taxes}
    return {
        **_amounts(subtotal, sum(entry["amount"] for entry in discounts), tax),
        "total_discount_amounts": discounts,
        **(modern if account.modern else legacy),
    }


def _amounts(subtotal: int, discount: int, tax: int) -> StripeObject:
    total = subtotal - discount + tax
    return {
        "amount_due": max(0, total),
        "amount_paid": 0,
        "amount_remaining": max(0, total),
        "ending_balance": None,
        "post_payment_credit_notes_amount": 0,
        "pre_payment_credit_notes_amount": 0,
        "starting_balance": 0,
        "subtotal": subtotal,
        "subtotal_excluding_tax": subtotal,
        "total": total,
        "total_excluding_tax": subtotal - discount,
    }


def _collection(account: Account, reason: str) -> StripeObject:
    return {
        "attempt_count": 0,
        "attempted": False,
        "billing_reason": reason,
        "collection_method": "send_invoice" if account.terms_days else "charge_automatically",
    }


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


def _modern_fields(subscription: Subscription | None) -> StripeObject:
    details = {"metadata": {}, "subscription": subscription.id} if subscription else None
    parent = {"quote_details": None, "subscription_details": details, "type": "subscription_details"}
    return {"parent": parent if subscription else None}


def _legacy_fields(subscription: Subscription | None) -> StripeObject:
    return {
        "paid": False,
        "payment_intent": None,
        "subscription": subscription.id if subscription else None,
    }
