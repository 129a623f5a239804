"""Money: an exact amount, and how people write it."""

from decimal import Decimal
from typing import Any

from models.values.money import Amount, major_units
from models.values.money_text import amount_text
from schema.declarations.localised import localised
from schema.declarations.row_types import row_type
from schema.declarations.source import column, derived
from schema.types.scalars import BigInt, CurrencyCode


@row_type(Amount, "An exact amount of one currency; never a float, never summed across currencies.")
class Money:
    amount_minor: BigInt = column(
        "amount_minor", "In the currency's smallest unit: 1234 is £12.34, ¥1234 or KWD 1.234."
    )
    currency: CurrencyCode = column("currency", "Which currency.")
    decimal: Decimal = derived(
        major_units, "amount_minor", "currency", description='In the currency\'s main unit, such as "12.34".'
    )
    formatted: str = localised(
        amount_text, "amount_minor", "currency", description="As people write it, such as £12.34 or 12,34 €."
    )


def known_amount(amount_minor: int | None, currency: str | None) -> Amount | None:
    """The amount; None where a part of it is not known."""
    return None if amount_minor is None or currency is None else Amount(amount_minor, currency)


def amount_if_known(description: str) -> Any:
    """A field that is the row's amount in the row's currency; null where either is unknown."""
    return derived(known_amount, "amount", "currency", description=description)


def money(column: str, description: str) -> Any:
    """A field that is an amount in the column, of the row's currency."""
    return derived(Amount, column, "currency", description=description)
