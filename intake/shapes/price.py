"""Stripe's price, or the plan that it was before 2020, as a row."""

from decimal import Decimal

from intake.shapes.decimals import round_half_even
from intake.shapes.fields import Fields
from intake.shapes.limits import COUNT
from intake.shapes.translated import Ignored, Reference, Translated
from models.billing.plan import BillingInterval
from models.values.money import plain_decimal


def translate_price(fields: Fields) -> Translated:
    """The row, whose names its product completes; Ignored for a one-time price."""
    if not fields.has("recurring"):
        raise Ignored("price (one-time)")
    return _translate(fields, fields.need(fields.child, "recurring"), "unit_amount")


def translate_plan(fields: Fields) -> Translated:
    """The same for a plan, whose interval stands on itself."""
    return _translate(fields, fields, "amount")


def _translate(fields: Fields, recurring: Fields, amount_name: str) -> Translated:
    unit_amount = _read_unit_amount(fields, amount_name)
    product = fields.need(fields.reference, "product")
    row = {
        "product_id": product,
        "nickname": fields.text("nickname"),
        "unit_amount": plain_decimal(unit_amount),
        "amount": round_half_even(unit_amount, f"{fields.path}{amount_name}"),
        "currency": fields.need(fields.currency, "currency"),
        "interval": recurring.need(lambda name: recurring.member(name, BillingInterval), "interval"),
        "interval_count": _read_interval_count(recurring),
    }
    expanded = fields.expanded("product")
    return Translated(
        "price",
        fields.need(fields.identifier, "id"),
        row,
        references=[Reference("product", product, f"{fields.path}product")],
        expanded=[("product", expanded)] if expanded else [],
    )


def _read_unit_amount(fields: Fields, name: str) -> Decimal:
    """A tiered price has no unit amount of its own: 0."""
    for candidate in (f"{name}_decimal", name):
        amount = fields.exact(candidate)
        if amount is not None:
            if amount < 0:
                raise fields.refuse(candidate, "is negative")
            return amount
    return Decimal(0)


def _read_interval_count(recurring: Fields) -> int:
    count = recurring.whole("interval_count", COUNT)
    if count == 0:
        raise recurring.refuse("interval_count", "is zero")
    return 1 if count is None else count
