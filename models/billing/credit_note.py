"""A credit note: an issued invoice made smaller, and its lines."""

from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import Index

from models import columns
from models.ownership import owned_by, owned_through
from models.scoped import SCOPE, Identified, Scoped, Sourced, references
from models.values.instant import Instant
from storage.columns import partial_index


class CreditNoteStatus(StrEnum):
    """Stripe's credit note statuses."""

    ISSUED = "ISSUED"
    VOID = "VOID"


class CreditNote(Identified, Sourced, table=True):
    """Amounts are positive minor units of `currency`: what the invoice is made smaller by.

    `pre_payment_amount` lowered what was still to be paid, `post_payment_amount` gave back what had been paid.
    `taxes`, `billing_credits` and `kept_until` are as on an invoice. `lines_complete` is false where the source
    held only some of the lines.
    """

    __tablename__ = "credit_note"
    __table_args__ = (
        Index("ix_credit_note_by_customer", *SCOPE, "customer_id", "created_at", "id"),
        Index("ix_credit_note_by_issue", *SCOPE, "customer_id", "issued_at", "id"),
        Index("ix_credit_note_by_invoice", *SCOPE, "invoice_id", "created_at", "id"),
        partial_index("ix_credit_note_by_term", "kept_until", where="kept_until IS NOT NULL"),
        owned_by("customer_id"),
    )

    customer_id: str | None = columns.text(default=None)
    invoice_id: str | None = columns.text(default=None)
    number: str | None = columns.text(default=None)
    status: CreditNoteStatus = columns.member(CreditNoteStatus)
    currency: str
    subtotal: int = columns.amount()
    discount: int = columns.amount()
    shipping: int = columns.amount()
    tax: int = columns.amount()
    taxes: list[dict[str, Any]] = columns.json()
    total: int = columns.amount()
    pre_payment_amount: int = columns.amount()
    post_payment_amount: int = columns.amount()
    reason: str | None = None
    memo: str | None = None
    lines_complete: bool
    created_at: Instant = columns.instant()
    issued_at: Instant = columns.instant()
    voided_at: Instant | None = columns.instant(default=None)
    billing_credits: int | None = columns.amount(default=None)
    kept_until: Instant | None = columns.instant(default=None)


class CreditNoteLine(Scoped, table=True):
    """Like an invoice's line; `invoice_line_id` is what the source calls the line that it lowers."""

    __tablename__ = "credit_note_line"
    __table_args__ = (references("credit_note_id", "credit_note"), owned_through("credit_note_id", "credit_note"))

    credit_note_id: str = columns.text(primary_key=True)
    position: int = columns.amount(primary_key=True)
    id: str = columns.text()
    invoice_line_id: str | None = columns.text(default=None)
    description: str
    quantity: Decimal | None = columns.exact_decimal(default=None)
    unit_amount: Decimal | None = columns.exact_decimal(default=None)
    amount: int = columns.amount()
    discount: int = columns.amount()
    tax: int = columns.amount()
    tax_rate: Decimal | None = columns.exact_decimal(default=None)
    tax_reason: str | None = None
    tax_included: bool | None = None
