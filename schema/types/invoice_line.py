"""InvoiceLine: what was sold."""

from decimal import Decimal

import strawberry

from models.billing.invoice_line import InvoiceLine as InvoiceLineRow
from models.values.instant import Instant
from models.values.money import major_units
from schema.declarations.row_types import row_type
from schema.declarations.source import column, derived
from schema.types.money import Money, money


def _whole(quantity: Decimal) -> int:
    return int(quantity)


@row_type(InvoiceLineRow, "One line of an invoice.")
class InvoiceLine:
    id: strawberry.ID = column("id", "The line's id.")
    description: str = column("description", "What was sold.")
    quantity: int = derived(_whole, "quantity", description="How many; negative on a credit.")
    unit_price: Decimal = derived(
        major_units,
        "unit_amount",
        "currency",
        description='The price of one in the main unit, exact: "0.001" is possible.',
    )
    amount: Money = money("amount", "The line's amount.")
    tax: Money = money("tax", "The tax on it.")
    tax_rate: Decimal | None = column("tax_rate", "The rate in percent; null where there is not exactly one.")
    period_start: Instant | None = column("period_start", "Where the period it is for begins.")
    period_end: Instant | None = column("period_end", "Where the period it is for ends.")
