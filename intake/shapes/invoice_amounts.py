"""The amounts of Stripe's invoice; what an invoice leaves out follows from the rest."""

from collections.abc import Container

from intake.shapes.fields import Fields
from intake.shapes.limits import MONEY, MOST_MONEY
from intake.shapes.taxes import Tax, sum_amounts, sum_billing_credits, sum_taxes, sum_taxes_on_top
from intake.shapes.translated import Row
from models.billing.invoice import InvoiceStatus


def read_amounts(fields: Fields, status: InvoiceStatus, lines: list[Row], taxes: list[Tax]) -> dict[str, int | None]:
    """The amount columns in minor units; Refused when one is beyond MOST_MONEY."""
    stated = _read(fields, "subtotal", sum(line["amount"] for line in lines))
    on_top = sum_taxes_on_top(taxes)
    total = _read(fields, "total", stated + on_top)
    due = _read(fields, "amount_due", max(0, total))
    paid = _read(fields, "amount_paid", due if status is InvoiceStatus.PAID else 0)
    shipping = fields.child("shipping_cost") or Fields({})
    shipped, shipping_tax = shipping.whole("amount_subtotal"), shipping.whole("amount_tax")
    discount = _read_discount(fields, stated + on_top + (shipped or 0) - total)
    billing_credits = sum_billing_credits(fields, "total_pretax_credit_amounts")
    before_shipping = total - on_top + (billing_credits or 0) - (shipped or 0)
    is_explained = stated - (discount or 0) in (before_shipping, before_shipping - (shipping_tax or 0))
    before_discounts = before_shipping + (discount or 0)
    may_be = _possible_subtotals(fields, stated, discount or 0, lines)
    return {
        "subtotal": stated if is_explained or before_discounts not in may_be else before_discounts,
        "tax": _read(fields, "tax", sum_taxes(taxes)),
        "total": total,
        "amount_due": due,
        "amount_paid": paid,
        "amount_remaining": _read(fields, "amount_remaining", max(0, due - paid)),
        "discount": discount,
        "billing_credits": billing_credits,
        "shipping": shipped,
        "shipping_tax": shipping_tax,
        "starting_balance": fields.whole("starting_balance"),
        "ending_balance": fields.whole("ending_balance"),
        "pre_payment_credited": fields.whole("pre_payment_credit_notes_amount"),
        "post_payment_credited": fields.whole("post_payment_credit_notes_amount"),
    }


def _possible_subtotals(fields: Fields, stated: int, discount: int, lines: list[Row]) -> Container[int]:
    """What the lines may come to before all discounts: those of single lines are in the stated subtotal already.

    See `subtotal` in https://docs.stripe.com/api/invoices/object.
    """
    if fields.has("lines") and not fields.is_cut_short("lines"):
        return (sum(line["amount"] for line in lines),)
    return range(stated, stated + discount + 1)


def _read(fields: Fields, name: str, derived: int) -> int:
    amount = fields.whole(name)
    return _fit(fields, name, derived) if amount is None else amount


def _read_discount(fields: Fields, difference: int) -> int | None:
    """Before 2020-08-27 no amount stood beside an invoice's discount: it is what its total lacks."""
    entries = fields.children("total_discount_amounts")
    if entries is None:
        return _fit(fields, "discount", max(0, difference)) if fields.has("discount") else None
    return sum_amounts(entries)


def _fit(fields: Fields, name: str, amount: int) -> int:
    if amount not in MONEY:
        raise fields.refuse(name, f"is beyond {MOST_MONEY:,}")
    return amount
