"""A price: what a quantity of it costs for one period."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from models.pricing.rounding import round_half_up, times


class PricingModel(StrEnum):
    """How a price becomes an amount."""

    FLAT = "FLAT"
    PACKAGE = "PACKAGE"
    GRADUATED = "GRADUATED"
    VOLUME = "VOLUME"
    METERED = "METERED"
    UNKNOWN = "UNKNOWN"


class Tier(NamedTuple):
    """Units up to and including `up_to` (null: no end), each at `unit_amount`, and `flat_amount` once."""

    up_to: int | None
    unit_amount: Decimal = Decimal(0)
    flat_amount: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Price:
    """Amounts are in minor units and may be fractional; `tiers` ascend.

    A PACKAGE's `unit_amount` is for `divide_by` units; a package that is begun is charged where `round_up` is true.
    """

    model: PricingModel
    unit_amount: Decimal | None = None
    tiers: tuple[Tier, ...] = ()
    divide_by: int = 1
    round_up: bool = True

    def amount(self, quantity: int | None) -> int | None:
        """A period's amount for the quantity, in minor units; None where it can't be known before the period ends."""
        match self.model:
            case PricingModel.FLAT | PricingModel.PACKAGE if self.unit_amount is not None and quantity is not None:
                return round_half_up(times(self.unit_amount, self._packages(quantity)))
            case PricingModel.GRADUATED if self.tiers and quantity is not None:
                return graduated_amount(self.tiers, quantity)
            case PricingModel.VOLUME if self.tiers and quantity is not None:
                return volume_amount(self.tiers, quantity)
        return None

    def _packages(self, quantity: int) -> int:
        if self.model is PricingModel.FLAT:
            return quantity
        return -(-quantity // self.divide_by) if self.round_up else quantity // self.divide_by


def graduated_amount(tiers: Sequence[Tier], quantity: int) -> int:
    """Each tier's units at its price, and the flat amount of each tier that is reached.

    Each is a line of the invoice, and is rounded for itself.
    """
    return sum(
        round_half_up(times(tier.unit_amount, units)) + round_half_up(tier.flat_amount)
        for tier, units in reached_tiers(tiers, quantity)
    )


def reached_tiers(tiers: Iterable[Tier], quantity: int) -> Iterator[tuple[Tier, int]]:
    """The tiers that a quantity reaches, each with the units in it."""
    below = 0
    for tier in tiers:
        until = quantity if tier.up_to is None else min(quantity, tier.up_to)
        yield tier, until - below
        if until == quantity:
            return
        below = until


def volume_amount(tiers: Sequence[Tier], quantity: int) -> int:
    """All units at the price of the one tier that the quantity lies in, and that tier's flat amount."""
    tier = tier_of(tiers, quantity)
    return round_half_up(times(tier.unit_amount, quantity)) + round_half_up(tier.flat_amount)


def tier_of(tiers: Sequence[Tier], quantity: int) -> Tier:
    """The one that a quantity lies in, or the last."""
    return next((each for each in tiers if each.up_to is None or quantity <= each.up_to), tiers[-1])
