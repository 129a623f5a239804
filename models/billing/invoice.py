"""The invoice: amounts, dates, buyer and seller at issue, and the rule for being overdue."""

from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Index, and_, not_

from models import columns
from models.ownership import owned_by
from models.scoped import SCOPE, Identified, Sourced, moment_index, references
from models.values.instant import Instant
from storage.columns import partial_index


class InvoiceStatus(StrEnum):
    """Stripe's invoice statuses."""

    DRAFT = "DRAFT"
    OPEN = "OPEN"
    PAID = "PAID"
    VOID = "VOID"
    UNCOLLECTIBLE = "UNCOLLECTIBLE"


# As a literal in a statement, it lets the database use the index of open invoices.
IS_OPEN = f"status = '{InvoiceStatus.OPEN}'"


class Invoice(Identified, Sourced, table=True):
    """Amounts are minor units of `currency`; a negative total is a credit.

    `buyer` is the customer at the time of issue: `{name, email, phone, address, tax_ids, tax_exempt}`, with what the
    source said; null and an empty list are facts, an absent part is not known. `seller` is the project when the invoice
    was first seen as issued, with the parts `SELLER_PARTS`; null on a draft. `pdf_key_parts` is what the keys of PDFs
    hold that were stored before this was so: `{invoice, buyer, seller}`.

    `billing_credits` is what credits of the platform took off before tax; null where the source did not say.
    `uncollectible_at` is when it was last given up, even if it was paid since.

    `discount` is what all discounts took off, `discounts` is `[{discount_id, amount}]`. `taxes` is
    `[{rate_id, percentage, taxable, amount, included, reason}]`, percentage as text where no rate is
    named. Those two, the balances, the
    credited amounts before and after payment, the attempts and the shipping are null where the source did not say.
    `amount_credited` follows from them and from credit notes, whichever is newer. `lines_complete` is
    false where the source held only some of the lines. `payment_processing` says that a payment of it is under way:
    copied when either is written.

    `footer` and `custom_fields`, `[{name, value}]`, are the invoice's own. `hosted_url` is the platform's page where
    it can be paid, `account_tax_ids` the seller's tax numbers that it names, by their ids (`{type, value}` where an
    earlier release stored it), and `from_invoice_id` the invoice that it revises.

    `kept_until` is set when its customer is erased: the end of the term for which the law wants it.
    """

    __table_args__ = (
        references("customer_id", "customer"),
        Index("ix_invoice_by_customer", *SCOPE, "customer_id", "created_at", "id"),
        Index("ix_invoice_of_status", *SCOPE, "customer_id", "status", "created_at", "id"),
        Index("ix_invoice_by_subscription", *SCOPE, "subscription_id", "created_at", "id"),
        Index("ix_invoice_by_number", *SCOPE, "number"),
        Index("ix_invoice_by_status", *SCOPE, "status", "customer_id"),
        partial_index("ix_invoice_by_due_date", *SCOPE, "customer_id", "due_at", where=IS_OPEN),
        moment_index("ix_invoice_by_issue", "issued_at"),
        moment_index("ix_invoice_by_payment", "paid_at"),
        moment_index("ix_invoice_by_voiding", "voided_at"),
        moment_index("ix_invoice_by_write_off", "uncollectible_at"),
        partial_index("ix_invoice_by_term", "kept_until", where="kept_until IS NOT NULL"),
        owned_by("customer_id"),
    )

    customer_id: str = columns.text()
    subscription_id: str | None = columns.text(default=None)
    number: str | None = columns.text(default=None)
    status: InvoiceStatus = columns.member(InvoiceStatus)
    currency: str
    subtotal: int = columns.amount()
    tax: int = columns.amount()
    total: int = columns.amount()
    amount_due: int = columns.amount()
    amount_paid: int = columns.amount()
    amount_remaining: int = columns.amount()
    description: str | None = None
    buyer: dict[str, Any] = columns.json()
    seller: dict[str, Any] | None = columns.json(default=None)
    pdf_key_parts: dict[str, Any] | None = columns.json(default=None)
    created_at: Instant = columns.instant()
    issued_at: Instant | None = columns.instant(default=None)
    due_at: Instant | None = columns.instant(default=None)
    paid_at: Instant | None = columns.instant(default=None)
    voided_at: Instant | None = columns.instant(default=None)
    uncollectible_at: Instant | None = columns.instant(default=None)
    effective_at: Instant | None = columns.instant(default=None)
    discount: int | None = columns.amount(default=None)
    discounts: list[dict[str, Any]] | None = columns.json(default=None)
    shipping: int | None = columns.amount(default=None)
    shipping_tax: int | None = columns.amount(default=None)
    taxes: list[dict[str, Any]] | None = columns.json(default=None)
    starting_balance: int | None = columns.amount(default=None)
    ending_balance: int | None = columns.amount(default=None)
    pre_payment_credited: int | None = columns.amount(default=None)
    post_payment_credited: int | None = columns.amount(default=None)
    amount_credited: int = columns.amount(default=0)
    collection_method: str | None = None
    auto_advance: bool | None = None
    attempted: bool | None = None
    attempt_count: int | None = columns.amount(default=None)
    next_attempt_at: Instant | None = columns.instant(default=None)
    lines_complete: bool = True
    footer: str | None = None
    custom_fields: list[dict[str, str]] | None = columns.json(default=None)
    hosted_url: str | None = None
    account_tax_ids: list[str | dict[str, str]] | None = columns.json(default=None)
    from_invoice_id: str | None = columns.text(default=None)
    payment_processing: bool = False
    billing_credits: int | None = columns.amount(default=None)
    kept_until: Instant | None = columns.instant(default=None)

    @property
    def name(self) -> str:
        """What it is called: its number, else its id."""
        return self.number or self.id

    @property
    def is_credit(self) -> bool:
        """Whether it is a credit note: its total is in the buyer's favour."""
        return self.total < 0

    @property
    def to_pay(self) -> int:
        """What is left to be paid: nothing of a void one, whatever had not been paid of it."""
        return 0 if self.status is InvoiceStatus.VOID else self.amount_remaining

    def is_late(self, now: Instant) -> bool:
        """The rule of `is_overdue` for this invoice."""
        return is_overdue(self.status, self.due_at, self.attempt_count, self.payment_processing, now)

    def is_printed_overdue(self, now: Instant) -> bool:
        """Whether its PDF says so: it is late, and the due date that stands on it is not to come."""
        return self.is_late(now) and (self.due_at is None or self.due_at < now)


def issued_on(invoice: Invoice) -> Instant:
    """The moment of issue that the invoice itself names: it takes effect then."""
    return invoice.effective_at or invoice.issued_at or invoice.created_at


def has_pdf(status: InvoiceStatus) -> bool:
    """Whether the invoice has a PDF: all but drafts do."""
    return status is not InvoiceStatus.DRAFT


def is_overdue(
    status: InvoiceStatus,
    due_at: Instant | None,
    attempt_count: int | None,
    payment_processing: bool,
    now: Instant,
) -> bool:
    """Whether the invoice is open and late: past its due date, or its charge was tried and is not under way."""
    if status is not InvoiceStatus.OPEN:
        return False
    was_tried_in_vain = bool(attempt_count) and not payment_processing
    return was_tried_in_vain or (due_at is not None and due_at < now)


def was_tried_in_vain(invoice: Any) -> ColumnElement[bool]:
    """Whether the charge of an open invoice was tried, and is not under way: it is late whatever its date."""
    return and_(invoice.attempt_count > 0, not_(invoice.payment_processing))


# The columns that `is_overdue` takes, in their order.
LATE_BY = ("status", "due_at", "attempt_count", "payment_processing")
