"""What changed a customer's balance."""

from sqlalchemy import Index

from models import columns
from models.ownership import owned_by
from models.scoped import SCOPE, Identified, Sourced
from models.values.instant import Instant


class CustomerBalanceTransaction(Identified, Sourced, table=True):
    """`amount` negative is credit given to the customer; `ending_balance` is the balance after it."""

    __tablename__ = "customer_balance_transaction"
    __table_args__ = (
        Index("ix_customer_balance_transaction_by_customer", *SCOPE, "customer_id", "created_at", "id"),
        owned_by("customer_id"),
    )

    customer_id: str = columns.text()
    invoice_id: str | None = columns.text(default=None)
    credit_note_id: str | None = columns.text(default=None)
    type: str
    currency: str
    amount: int = columns.amount()
    ending_balance: int | None = columns.amount(default=None)
    description: str | None = None
    created_at: Instant = columns.instant()
