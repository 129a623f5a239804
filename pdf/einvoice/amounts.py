"""Minor units as the amounts of an e-invoice, seen from the side on which its total is positive."""

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
        """In major units, as `decimal_text` has it but for a third decimal; NotStated where that is not zero."""
        amount = major_units(amount_minor * self.sign, self.currency)
        excess = currency_exponent(self.currency) - MAX_DECIMALS
        if excess <= 0:
            return amount
        if amount_minor % 10**excess:
            raise NotStated(Gap.DECIMALS)
        return amount.quantize(_CENT)

    @property
    def smallest(self) -> Decimal:
        """The smallest amount there is: 0.01 EUR, 1 JPY, and 0.01 KWD where EN 16931 knows no third decimal."""
        return Decimal(1).scaleb(-min(currency_exponent(self.currency), MAX_DECIMALS))

    def price(self, unit_amount: Decimal) -> Decimal:
        """A price in major units, with all its decimals and never negative (BR-27)."""
        return abs(major_units(unit_amount, self.currency))
