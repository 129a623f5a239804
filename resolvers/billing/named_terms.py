"""Discounts and tax rates that a row names, as a charge is computed from them."""

from collections.abc import Iterable

from models.pricing.discount import Discount
from models.pricing.tax import TaxRate
from models.values.instant import Instant
from resolvers.billing.references import CouponRow, DiscountRow, References, TaxRateRow


def read_discounts(ids: Iterable[str] | None, currency: str, references: References) -> tuple[Discount | None, ...]:
    """The discounts that run, in their order; None stands for one that is named and not known."""
    if not ids:
        return ()
    found = [references.discounts.get(each) for each in ids]
    return tuple(_discount(each, currency) for each in found if each is None or each[0].deleted_at is None)


def coupon_terms(
    row: CouponRow | None, currency: str, starts_at: Instant | None = None, ends_at: Instant | None = None
) -> Discount | None:
    """What a coupon takes off between the moments; None where that is not known."""
    amount_off = None if row is None else amount_off_in(row, currency)
    if row is None or row.duration is None or (row.percent_off is None and amount_off is None):
        return None
    products = None if row.product_ids is None else frozenset(row.product_ids)
    return Discount(row.duration, row.percent_off, amount_off, currency, starts_at, ends_at, products)


def amount_off_in(row: CouponRow, currency: str) -> int | None:
    """The minor units of a currency that a coupon takes off; None where it takes off a percentage or has none."""
    return row.amount_off if row.currency == currency else (row.currency_options or {}).get(currency)


def read_tax_rates(ids: Iterable[str] | None, references: References) -> tuple[TaxRate | None, ...]:
    """The rates; None stands for one that is named and not known."""
    if not ids:
        return ()
    return tuple(_tax_rate(references.tax_rates.get(each)) for each in ids)


def _discount(row: tuple[DiscountRow, CouponRow] | None, currency: str) -> Discount | None:
    if row is None:
        return None
    discount, coupon = row
    return coupon_terms(coupon, currency, discount.starts_at, discount.ends_at)


def _tax_rate(row: TaxRateRow | None) -> TaxRate | None:
    return None if row is None or row.percentage is None else TaxRate(row.percentage, bool(row.included))
