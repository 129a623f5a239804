"""A line of an invoice."""

from decimal import Context, Decimal
from typing import Any

from models import columns
from models.ownership import owned_through
from models.scoped import Scoped, references
from models.values.instant import Instant

# A product of all the decimals that an import takes.
_EXACT = Context(prec=80)


class InvoiceLine(Scoped, table=True):
    """`unit_amount` is exact, in minor units and possibly fractional; null where the source names no price.

    `discount` is the line's share of the invoice's discounts, not subtracted from `amount`. `tax_rate` is in percent.
    `tax_included` means that `amount` contains the tax. `tax_reason` is Stripe's `taxability_reason`.
    Null means none or unknown.

    `discounts` is `[{discount_id, amount}]` and `taxes` as on the invoice. `id` is unique among all objects: Stripe's
    where it is, else made of the invoice's and the place on it, which is the key: older objects repeat a line's id.

    `price_terms` is `{package_size, package_rounding, tiers_mode, tiers}` as on a plan; null where the price is plain.
    """

    __tablename__ = "invoice_line"
    __table_args__ = (references("invoice_id", "invoice"), owned_through("invoice_id", "invoice"))

    invoice_id: str = columns.text(primary_key=True)
    position: int = columns.amount(primary_key=True)
    id: str = columns.text()
    description: str
    quantity: Decimal = columns.exact_decimal()
    unit_amount: Decimal | None = columns.exact_decimal(default=None)
    amount: int = columns.amount()
    tax: int = columns.amount()
    tax_rate: Decimal | None = columns.exact_decimal(default=None)
    tax_reason: str | None = None
    tax_included: bool | None = None
    discount: int | None = columns.amount(default=None)
    currency: str
    discounts: list[dict[str, Any]] | None = columns.json(default=None)
    taxes: list[dict[str, Any]] | None = columns.json(default=None)
    period_start: Instant | None = columns.instant(default=None)
    period_end: Instant | None = columns.instant(default=None)
    price_terms: dict[str, Any] | None = columns.json(default=None)


def explained(quantity: Decimal | None, unit_amount: Decimal | None, amount: int) -> bool:
    """Whether the amount is the quantity times the unit amount, but for rounding."""
    return quantity is not None and unit_amount is not None and abs(_EXACT.multiply(quantity, unit_amount) - amount) < 1
