"""An invoice that is still to come: its lines, and what they add up to."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from models.pricing.discount import Discount, take_off
from models.pricing.tax import TaxRate, tax_on_top
from models.values.instant import Instant


@dataclass(frozen=True, slots=True)
class Line:
    """`amount` in minor units before discounts and tax; `discounts` are its own, and come before those of all lines."""

    amount: int
    tax_rates: tuple[TaxRate, ...] = ()
    product_id: str | None = None
    discounts: tuple[Discount, ...] = ()
    discountable: bool = True


def discounted(lines: Sequence[Line], shared: Sequence[Discount], at: Instant) -> list[Line]:
    """The lines with the amounts that are left after the discounts that run at the moment, in their order."""
    own = [_with_own_discounts(line, at) for line in lines]
    for discount in shared:
        if discount.applies_at(at):
            own = _with_discount(own, discount)
    return own


def total_with_tax(lines: Sequence[Line]) -> int:
    """The sum of discounted lines and of the tax on top of them, in minor units."""
    return sum(line.amount + tax_on_top(line.amount, line.tax_rates) for line in lines)


def _with_own_discounts(line: Line, at: Instant) -> Line:
    for discount in line.discounts:
        if discount.applies_at(at):
            [line] = _with_discount([line], discount)
    return line


def _with_discount(lines: Sequence[Line], discount: Discount) -> list[Line]:
    covered = [line.discountable and discount.covers(line.product_id) for line in lines]
    left = iter(take_off(discount, [line.amount for line, yes in zip(lines, covered, strict=True) if yes]))
    return [replace(line, amount=next(left)) if yes else line for line, yes in zip(lines, covered, strict=True)]
