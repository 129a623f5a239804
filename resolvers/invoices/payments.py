"""The payments that settled an invoice, as its PDF tells them."""

from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam, select

from models.billing.invoice import Invoice
from models.billing.payment_intent import PaymentIntent, PaymentIntentStatus
from models.scoped import same_scope
from resolvers.reads import Reads
from resolvers.scopes import Scope


class Payment(NamedTuple):
    """What was received in minor units, and with what: its kind, a card's brand, and the last four digits."""

    amount: int
    currency: str
    kind: str | None
    brand: str | None
    last4: str | None


async def read_payments(reads: Reads, invoice_id: str) -> list[Payment]:
    """Those that succeeded, the oldest first."""
    return [Payment(*row) for row in await reads.fetch(_payments, invoice_id=invoice_id)]


def _payments(scope: Scope) -> Select[Any]:
    # Reached through the invoice, so that a customer's own viewer sees a payment that somebody else made, too: the PDF
    # is the same whoever opens it first.
    invoice, payment = scope.table(Invoice, "invoice"), scope.table(PaymentIntent, "payment")
    return (
        select(
            payment.c.amount_received,
            payment.c.currency,
            payment.c.method_type,
            payment.c.method_brand,
            payment.c.method_last4,
        )
        .select_from(invoice.join(payment, same_scope(invoice, payment) & (payment.c.invoice_id == invoice.c.id)))
        .where(scope.bounds(invoice), invoice.c.id == bindparam("invoice_id"))
        .where(payment.c.status == PaymentIntentStatus.SUCCEEDED, payment.c.deleted_at.is_(None))
        .order_by(payment.c.created_at, payment.c.id)
    )
