"""How a line's amount comes about: a quantity at a price that explains it, or the price's tiers one by one."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from models.billing.invoice_line import InvoiceLine, explained
from models.pricing.plan_price import read_tier
from models.pricing.rounding import round_half_up, times
from models.values.money import plain_decimal

# Where no price is given, it is the amount divided by the quantity, to twelve decimals. No seller sets such a price.
_MAX_DECIMALS = 11


class Terms(NamedTuple):
    """A quantity, an amount in minor units, and the price that explains it if there is one.

    The price is for `package` units. `first` is the first unit of a tier's; `is_flat` means a fee for the whole tier.
    """

    quantity: Decimal
    amount: int
    price: Decimal | None = None
    package: int = 1
    first: int | None = None
    is_flat: bool = False


def list_terms(line: InvoiceLine) -> list[Terms]:
    """One for each tier if the tiers make up the amount, else one for the line."""
    tiers = list(_list_tiers(line))
    if tiers and sum(each.amount for each in tiers) == line.amount:
        return tiers
    package = _find_package(line)
    if package:
        return [Terms(Decimal(line.quantity), line.amount, line.unit_amount, package)]
    return [Terms(Decimal(line.quantity), line.amount, line.unit_amount if _is_price(line) else None)]


def describe(line: InvoiceLine) -> str:
    """The description without the quantity, which has a column of its own: "2 × Pro" is "Pro"."""
    quantity = re.escape(plain_decimal(Decimal(line.quantity).normalize()))
    return re.sub(rf"(?<![\w.,]){quantity} ×\s+", "", line.description, count=1)


def _is_price(line: InvoiceLine) -> bool:
    if line.unit_amount is None:
        return False
    decimals = -int(line.unit_amount.as_tuple().exponent)
    return decimals <= _MAX_DECIMALS and explained(line.quantity, line.unit_amount, line.amount)


def _find_package(line: InvoiceLine) -> int | None:
    """How many units are sold together, if that explains the amount."""
    terms = line.price_terms or {}
    size = terms.get("package_size")
    if not size or not line.unit_amount:
        return None
    whole, rest = divmod(line.quantity, size)
    packages = whole + 1 if rest and terms["package_rounding"] == "up" else whole
    return size if explained(packages, line.unit_amount, line.amount) else None


def _list_tiers(line: InvoiceLine) -> Iterator[Terms]:
    terms = line.price_terms or {}
    if not terms.get("tiers") or line.quantity != int(line.quantity):
        return
    quantity, below, is_volume = int(line.quantity), 0, terms["tiers_mode"] == "volume"
    for tier in map(read_tier, terms["tiers"]):
        last = quantity if tier.up_to is None else min(quantity, tier.up_to)
        if is_volume and last < quantity:
            continue
        units = last - below
        if units > 0:
            first = None if is_volume else below + 1
            yield Terms(Decimal(units), round_half_up(times(tier.unit_amount, units)), tier.unit_amount, first=first)
            if tier.flat_amount:
                fee = round_half_up(tier.flat_amount)
                yield Terms(Decimal(1), fee, tier.flat_amount, first=first, is_flat=True)
        if last == quantity:
            return
        below = last
