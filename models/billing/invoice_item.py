"""An invoice item: what the next invoice will hold besides a subscription's items."""

from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Index, and_, or_

from models import columns
from models.ownership import owned_by
from models.scoped import SCOPE, Identified, Sourced, same_scope
from models.values.instant import Instant


class InvoiceItem(Identified, Sourced, table=True):
    """Pending while `invoice_id` is null; `subscription_id` null goes onto the customer's next invoice, whatever it is.

    `discount_ids` and `tax_rate_ids` are in their order; null where the item has none of its own.
    """

    __tablename__ = "invoice_item"
    __table_args__ = (
        Index("ix_invoice_item_by_customer", *SCOPE, "customer_id", "invoice_id", "id"),
        owned_by("customer_id"),
    )

    customer_id: str = columns.text()
    subscription_id: str | None = columns.text(default=None)
    invoice_id: str | None = columns.text(default=None)
    description: str | None = None
    currency: str
    amount: int = columns.amount()
    quantity: Decimal | None = columns.exact_decimal(default=None)
    discountable: bool
    discount_ids: list[str] | None = columns.json(default=None)
    tax_rate_ids: list[str] | None = columns.json(default=None)
    proration: bool
    period_start: Instant | None = columns.instant(default=None)
    period_end: Instant | None = columns.instant(default=None)
    created_at: Instant | None = columns.instant(default=None)


def is_pending(item: Any) -> ColumnElement[bool]:
    """Whether an item is on no invoice yet."""
    return and_(item.c.invoice_id.is_(None), item.c.deleted_at.is_(None))


def is_pending_of(item: Any, subscription: Any) -> ColumnElement[bool]:
    """Whether an item waits for the next invoice of a subscription."""
    return and_(
        same_scope(subscription, item),
        item.c.customer_id == subscription.c.customer_id,
        is_pending(item),
        item.c.currency == subscription.c.currency,
        or_(item.c.subscription_id.is_(None), item.c.subscription_id == subscription.c.id),
    )
