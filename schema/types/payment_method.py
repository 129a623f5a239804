"""PaymentMethod: what a customer can pay with."""

import strawberry

from models.billing.payment_method import PaymentMethod as PaymentMethodRow
from models.billing.payment_method import has_expired
from models.values.instant import Instant
from schema.declarations.row_context import Need
from schema.declarations.row_types import row_type
from schema.declarations.source import column, derived
from schema.types.node import Node, updated_at


def _is_default(is_default: int) -> bool:
    return is_default == 1


@row_type(PaymentMethodRow, "A card, account or wallet that a customer can pay with.")
class PaymentMethod(Node):
    id: strawberry.ID = column("id", "The payment method's id.")
    type: str = column("type", 'The kind, such as "card" or "sepa_debit".')
    brand: str | None = column("brand", 'A card\'s brand, such as "visa".')
    last4: str | None = column("last4", "The last four digits of the card or account.")
    expires_month: int | None = column("expires_month", "The last month in which a card is valid: 1 to 12.")
    expires_year: int | None = column("expires_year", "The year of that month, with four digits.")
    expired: bool = derived(
        has_expired,
        "expires_month",
        "expires_year",
        needs=(Need.NOW,),
        description="Whether that month is over; false for what does not expire.",
    )
    is_default: bool = derived(
        _is_default, "is_default", description="Whether invoices are charged to it unless another one is named."
    )
    created_at: Instant = column("created_at", "When it was added.")
    updated_at: Instant = updated_at()
