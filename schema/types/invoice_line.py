"""InvoiceLine: what was sold."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import strawberry

from models.billing.invoice_line import InvoiceLine as InvoiceLineRow
from models.billing.invoice_line import explained
from models.billing.tax import only_percentage
from models.values.instant import Instant
from models.values.money import major_units
from resolvers.invoices.tax_rates_of_invoices import RATES_OF_LINES, NamedRate
from schema.declarations.batched import batched
from schema.declarations.row_types import row_type
from schema.declarations.source import column, derived
from schema.types.money import Money, money


def _quantity(quantity: Decimal | None, unit_amount: Decimal | None, amount: int) -> Decimal | None:
    return quantity if unit_amount is None or explained(quantity, unit_amount, amount) else None


def _unit_price(quantity: Decimal | None, unit_amount: Decimal | None, amount: int, currency: str) -> Decimal | None:
    if unit_amount is None or not explained(quantity, unit_amount, amount):
        return None
    return major_units(unit_amount, currency)


def _tax_rate(
    rates: Mapping[str, NamedRate], stated: Decimal | None, taxes: list[dict[str, Any]] | None
) -> Decimal | None:
    return only_percentage(stated, taxes, rates)


@row_type(InvoiceLineRow, "One line of an invoice.")
class InvoiceLine:
    id: strawberry.ID = column("id", "The line's id, unique among all objects.")
    description: str = column("description", "What was sold.")
    quantity: Decimal | None = derived(
        _quantity,
        "quantity",
        "unit_amount",
        "amount",
        description='How many, negative on a credit: "2.5" is possible. Null where no quantity explains the amount.',
    )
    unit_price: Decimal | None = derived(
        _unit_price,
        "quantity",
        "unit_amount",
        "amount",
        "currency",
        description='The price of one in the main unit, exact: "0.001" is possible. Null where no single price '
        "explains the amount, as with tiers and parts of a period.",
    )
    amount: Money = money("amount", "The line's amount.")
    tax: Money = money("tax", "The tax on it.")
    tax_rate: Decimal | None = batched(
        RATES_OF_LINES,
        function=_tax_rate,
        columns=("tax_rate", "taxes"),
        key="invoice_id",
        description="The rate in percent; null where there is not exactly one.",
    )
    period_start: Instant | None = column("period_start", "Where the period it is for begins.")
    period_end: Instant | None = column("period_end", "Where the period it is for ends.")
