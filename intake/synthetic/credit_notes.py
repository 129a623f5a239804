"""Credit notes: an issued invoice made smaller, before it is paid or after."""

from intake.synthetic.account import Account, StripeObject
from intake.synthetic.invoices import pay_invoice
from intake.synthetic.taxes import sum_entries, tax_entries


def credit_line(
    account: Account,
    invoice: StripeObject,
    at: int,
    reason: str,
    *,
    place: int = 0,
    memo: str | None = None,
    status: str = "issued",
) -> StripeObject:
    """A whole line is credited: from what remains of an open invoice, or from a paid one.

    A void note no longer counts.
    """
    line = invoice["lines"]["data"][place]
    is_before = invoice["status"] == "open"
    note = {
        **_note_of(account, invoice, line, at, is_before=is_before),
        "memo": memo,
        "reason": reason,
        "refunds": [],
        "status": status,
        "voided_at": at if status == "void" else None,
    }
    account.credit_notes.append(note)
    if status == "issued":
        _lower(account, invoice, note["total"], at, is_before=is_before)
    return note


def _note_of(account: Account, invoice: StripeObject, line: StripeObject, at: int, *, is_before: bool) -> StripeObject:
    """The amounts of the line's note: all of it before the payment, or all of it after."""
    taxes = tax_entries(account.rates, line["amount"], modern=account.modern, expanded=False)
    total = line["amount"] + sum(entry["amount"] for entry in taxes)
    return {
        "id": account.draw.opaque_id("cn_"),
        "object": "credit_note",
        "amount": total,
        "created": at,
        "currency": invoice["currency"],
        "customer": account.id,
        "discount_amount": 0,
        "effective_at": at,
        "invoice": invoice["id"],
        "lines": _line_list(account, line, taxes),
        "livemode": False,
        "metadata": {},
        "number": None,
        "post_payment_amount": 0 if is_before else total,
        "pre_payment_amount": total if is_before else 0,
        "subtotal": line["amount"],
        "total": total,
        "type": "pre_payment" if is_before else "post_payment",
        "total_taxes" if account.modern else "tax_amounts": sum_entries([taxes]),
    }


def _lower(account: Account, invoice: StripeObject, total: int, at: int, *, is_before: bool) -> None:
    if is_before:
        invoice["pre_payment_credit_notes_amount"] += total
        invoice["amount_remaining"] -= total
        pay_invoice(account, invoice, 0, at)
    else:
        invoice["post_payment_credit_notes_amount"] += total


def _line_list(account: Account, line: StripeObject, taxes: list[StripeObject]) -> StripeObject:
    credited: StripeObject = {
        "id": account.draw.opaque_id("cnli_"),
        "object": "credit_note_line_item",
        "amount": line["amount"],
        "description": line["description"],
        "discount_amount": 0,
        "invoice_line_item": line["id"],
        "livemode": False,
        "quantity": line["quantity"],
        "type": "invoice_line_item",
        "taxes" if account.modern else "tax_amounts": taxes,
    }
    if line["quantity"] and line["amount"] % line["quantity"] == 0:
        credited["unit_amount"] = line["amount"] // line["quantity"]
    return {"object": "list", "data": [credited], "has_more": False}
