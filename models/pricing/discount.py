"""Discounts: what coupons take off the lines of an invoice."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from models.billing.discount import CouponDuration
from models.pricing.rounding import percent_of, share_out
from models.values.instant import Instant


@dataclass(frozen=True, slots=True)
class Discount:
    """A coupon in use: `percent_off`, or `amount_off` in minor units of `currency`.

    It applies from `starts_at` until `ends_at` (null: no end), to lines of `product_ids` alone where those are given.
    """

    duration: CouponDuration
    percent_off: Decimal | None = None
    amount_off: int | None = None
    currency: str | None = None
    starts_at: Instant | None = None
    ends_at: Instant | None = None
    product_ids: frozenset[str] | None = None

    def applies_at(self, at: Instant) -> bool:
        """Whether it still runs at the moment. One for a single invoice runs for as long as it is there."""
        return (self.starts_at is None or self.starts_at <= at) and (self.ends_at is None or at < self.ends_at)

    def covers(self, product_id: str | None) -> bool:
        """Whether it applies to a line of the product."""
        return self.product_ids is None or product_id in self.product_ids

    @property
    def recurs(self) -> bool:
        """Whether it applies to more than one invoice."""
        return self.duration is not CouponDuration.ONCE


def take_off(discount: Discount, amounts: Sequence[int]) -> list[int]:
    """What is left of the lines' amounts, in minor units; nothing falls below zero, and credits are left alone."""
    discounted = [max(0, amount) for amount in amounts]
    if discount.percent_off is not None:
        off = [percent_of(amount, discount.percent_off) for amount in discounted]
    else:
        off = share_out(min(discount.amount_off or 0, sum(discounted)), discounted)
    return [amount - each for amount, each in zip(amounts, off, strict=True)]
