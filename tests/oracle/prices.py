"""What a quantity costs at a price, once.

Prices: docs.stripe.com/api/prices/object. Tiers: docs.stripe.com/subscriptions/pricing-models/tiered-pricing.
Packages: docs.stripe.com/billing/subscriptions/usage-based/transform-quantities.
"""

from fractions import Fraction

from tests.oracle.books import StripeObject
from tests.oracle.rounding import half_up


def is_metered(price: StripeObject) -> bool:
    return (price.get("recurring") or {}).get("usage_type") == "metered"


def cost(price: StripeObject, quantity: int, currency: str) -> int | None:
    """In minor units of the currency, rounded half up; None where the price does not say."""
    terms = terms_in(price, currency)
    if terms is None:
        return None
    if price.get("billing_scheme") == "tiered":
        exact = cost_in_tiers(price["tiers_mode"], terms.get("tiers"), quantity)
    else:
        exact = cost_of_units(terms, units_sold(price, quantity))
    return None if exact is None else half_up(exact)


def terms_in(price: StripeObject, currency: str) -> StripeObject | None:
    """The amounts that apply in a currency: the price's own, or its option in another one."""
    if price["currency"] == currency:
        return price
    return (price.get("currency_options") or {}).get(currency)


def units_sold(price: StripeObject, quantity: int) -> int:
    """How often the amount is charged: the quantity, or the number of packages that it needs."""
    package = price.get("transform_quantity")
    if package is None:
        return quantity
    whole, rest = divmod(quantity, package["divide_by"])
    return whole + 1 if rest and package["round"] == "up" else whole


def cost_of_units(terms: StripeObject, units: int) -> Fraction | None:
    each = exact_amount(terms, "unit_amount")
    return None if each is None else each * units


def cost_in_tiers(mode: str, tiers: list[StripeObject] | None, quantity: int) -> Fraction | None:
    if not tiers:
        return None
    return graduated(tiers, quantity) if mode == "graduated" else volume(tiers, quantity)


def graduated(tiers: list[StripeObject], quantity: int) -> Fraction:
    """Each tier charges the units that fall into it, and its flat amount once it is reached."""
    total, below = Fraction(0), 0
    for tier in tiers:
        up_to = tier["up_to"] or quantity
        units = min(quantity, up_to) - below
        if units > 0:
            total += tier_cost(tier, units)
        below = up_to
    return total


def volume(tiers: list[StripeObject], quantity: int) -> Fraction:
    """The one tier that the whole quantity falls into charges all units."""
    tier = next(tier for tier in tiers if tier["up_to"] is None or quantity <= tier["up_to"])
    return tier_cost(tier, quantity)


def tier_cost(tier: StripeObject, units: int) -> Fraction:
    each = exact_amount(tier, "unit_amount") or Fraction(0)
    flat = exact_amount(tier, "flat_amount") or Fraction(0)
    return each * units + flat


def exact_amount(terms: StripeObject, name: str) -> Fraction | None:
    """`unit_amount_decimal` is exact where `unit_amount` is null or rounded."""
    value = terms.get(f"{name}_decimal")
    value = terms.get(name) if value is None else value
    return None if value is None else Fraction(str(value))
