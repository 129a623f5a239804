"""The sums of customers' invoices and payments in each currency: a batch."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, CompoundSelect, Select, case, cast, func, literal, select, union_all

from models.billing.invoice import Invoice, InvoiceStatus, overdue_clause
from models.billing.payment_intent import PaymentIntent
from models.values.instant import Instant
from resolvers.reads import Reads
from resolvers.scopes import Scope, number_parameter
from storage.statements import among


class InvoiceSums(NamedTuple):
    """Sums over all of a customer's invoices in one currency."""

    currency: str
    paid: int
    due: int
    overdue: int
    overdue_invoices: int


class PaymentSums(NamedTuple):
    """Sums over all of a customer's payments in one currency; `incomplete` counts those with unknown disputes."""

    currency: str
    received: int
    refunded: int
    disputed: int
    incomplete: int


@dataclass(frozen=True, slots=True)
class CustomerSums:
    """One of each for each currency that the customer has invoices or payments in, unordered."""

    invoices: list[InvoiceSums] = field(default_factory=list)
    payments: list[PaymentSums] = field(default_factory=list)

    @property
    def has_overdue_invoice(self) -> bool:
        """Whether an invoice in any currency is late."""
        return any(each.overdue_invoices for each in self.invoices)


@dataclass(frozen=True)
class SumsOfCustomer:
    """A batch keyed by the customer's id: all sums come in one statement."""

    async def load(self, reads: Reads, now: Instant, keys: list[str]) -> list[CustomerSums]:
        """The sums of each customer; empty ones without invoices and payments."""
        found: dict[str, CustomerSums] = defaultdict(CustomerSums)
        for kind, customer_id, *row in await reads.fetch(_customer_sums, keys=keys, now=now):
            if kind == _INVOICES:
                found[customer_id].invoices.append(InvoiceSums(*row))
            else:
                found[customer_id].payments.append(PaymentSums(*row))
        return [found[key] for key in keys]


SUMS_OF_CUSTOMER = SumsOfCustomer()

# What a row of the statement sums up: its first column.
_INVOICES, _PAYMENTS = range(2)


def _customer_sums(scope: Scope) -> CompoundSelect[Any]:
    return union_all(_invoice_sums(scope), _payment_sums(scope))


def _invoice_sums(scope: Scope) -> Select[Any]:
    invoice = scope.table(Invoice, "invoice")
    is_open = invoice.c.status == InvoiceStatus.OPEN
    is_overdue = overdue_clause(invoice.c, number_parameter("now"))
    remaining = invoice.c.amount_remaining
    return _sums(
        scope,
        _INVOICES,
        invoice,
        invoice.c.amount_paid,
        case((is_open, remaining), else_=0),
        case((is_overdue, remaining), else_=0),
        case((is_overdue, 1), else_=0),
    )


def _payment_sums(scope: Scope) -> Select[Any]:
    payment = scope.table(PaymentIntent, "payment")
    return _sums(
        scope,
        _PAYMENTS,
        payment,
        payment.c.amount_received,
        payment.c.amount_refunded,
        payment.c.amount_disputed,
        case((payment.c.disputes_incomplete, 1), else_=0),
    )


def _sums(scope: Scope, kind: int, table: Any, *summed: Any) -> Select[Any]:
    return (
        select(
            literal(kind),
            table.c.customer_id,
            table.c.currency,
            # PostgreSQL sums bigints as numeric, which the driver would return as a Decimal.
            *(cast(func.sum(each), BigInteger) for each in summed),
        )
        .where(scope.bounds(table), among(table.c.customer_id, "keys", scope.dialect))
        .group_by(table.c.customer_id, table.c.currency)
    )
