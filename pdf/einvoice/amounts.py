"""The amounts of an e-invoice, with the sign that makes its total positive."""

from decimal import Decimal
from typing import NamedTuple

from models.values.money import currency_exponent, major_units
from pdf.einvoice.gap import Gap, NotStated

# BR-DEC-*: no amount has more decimals. A price may have any number.
MAX_DECIMALS = 2

_CENT = Decimal("0.01")


class Amounts(NamedTuple):
    """The currency, and the sign that makes the total positive: -1 on a credit note."""

    currency: str
    sign: int

    def state(self, amount_minor: int) -> Decimal:
        """The amount in major units, without a third decimal; raises NotStated if that is not zero."""
        if amount_minor % self.step:
            raise NotStated(Gap.DECIMALS)
        amount = major_units(amount_minor * self.sign, self.currency)
        return amount if self.step == 1 else amount.quantize(_CENT)

    @property
    def step(self) -> int:
        """The smallest amount in minor units."""
        return int(10 ** max(0, currency_exponent(self.currency) - MAX_DECIMALS))

    @property
    def smallest(self) -> Decimal:
        """The same in major units: 0.01 EUR, 1 JPY, and 0.01 KWD, because EN 16931 has no third decimal."""
        return major_units(self.step, self.currency)

    def price(self, unit_amount: Decimal) -> Decimal:
        """A price in major units with all its decimals, never negative (BR-27)."""
        return abs(major_units(unit_amount, self.currency))
