"""The sums of customers' invoices and payments in each currency: a batch."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    CompoundSelect,
    Select,
    case,
    cast,
    func,
    literal,
    literal_column,
    select,
    union_all,
)

from models.billing.dispute import NEEDS_RESPONSE, Dispute, DisputeStatus
from models.billing.invoice import Invoice, InvoiceStatus, was_tried_in_vain
from models.summaries.ending_card import EndingCard, is_ending
from models.summaries.invoice_summary import InvoiceSummary
from models.summaries.payment_summary import PaymentSummary
from models.values.instant import Instant, month_of, start_of_month
from resolvers.reads import Fetches
from resolvers.scopes import Scope, key_parameters, number_parameter, one_or_among


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


class AwaitedResponse(NamedTuple):
    """A dispute that the seller is to respond to, or an enquiry before one; `until` is null where it is not known."""

    amount: int
    currency: str
    until: Instant | None
    is_enquiry: bool


@dataclass(frozen=True, slots=True)
class CustomerSums:
    """One of each for each currency that the customer has invoices or payments in, unordered.

    `ending_cards` are the ids of cards that end before the next charge that they pay, `awaited` the disputes to respond
    to, where they are asked for.
    """

    invoices: list[InvoiceSums] = field(default_factory=list)
    payments: list[PaymentSums] = field(default_factory=list)
    ending_cards: set[str] = field(default_factory=set)
    awaited: list[AwaitedResponse] = field(default_factory=list)

    @property
    def has_overdue_invoice(self) -> bool:
        """Whether an invoice in any currency is late."""
        return any(each.overdue_invoices for each in self.invoices)

    @property
    def has_dispute(self) -> bool:
        """Whether money of a payment is held or lost in a dispute, also where it is not known how much."""
        return any(each.disputed or each.incomplete for each in self.payments)


@dataclass(frozen=True)
class SumsOfCustomer:
    """A batch keyed by the customer's id: all sums come in one statement, with cards and disputes if asked."""

    with_risks: bool = False

    async def load(self, reads: Fetches, now: Instant, keys: list[str]) -> list[CustomerSums]:
        """The sums of each customer; empty ones without invoices and payments."""
        month = month_of(now)
        months = {"month": month, "month_start": start_of_month(month)}
        rows = await reads.fetch(
            _customer_sums, self.with_risks, len(keys) == 1, **key_parameters(keys), now=now, **months
        )
        invoices: dict[tuple[str, str], list[int]] = {}
        found: dict[str, CustomerSums] = defaultdict(CustomerSums)
        for kind, customer_id, currency, *sums in rows:
            if kind == _PAYMENTS:
                found[customer_id].payments.append(PaymentSums(currency, *sums))
                continue
            if kind == _CARDS:
                found[customer_id].ending_cards.add(currency)
                continue
            if kind == _AWAITED:
                found[customer_id].awaited.append(_awaited(currency, *sums))
                continue
            # Those that fell due in this month come as a row of their own.
            known = invoices.get((customer_id, currency), _NO_INVOICES)
            invoices[customer_id, currency] = [have + more for have, more in zip(known, sums, strict=True)]
        for (customer_id, currency), sums in invoices.items():
            found[customer_id].invoices.append(InvoiceSums(currency, *sums))
        return [found[key] for key in keys]


SUMS_OF_CUSTOMER = SumsOfCustomer()
SUMS_AND_RISKS_OF_CUSTOMER = SumsOfCustomer(with_risks=True)

# What a row of the statement sums up: its first column.
_INVOICES, _PAYMENTS, _CARDS, _AWAITED = range(4)
# Figures of each row; payments have as many as invoices.
_NO_INVOICES = (0, 0, 0, 0)


def _customer_sums(scope: Scope, with_risks: bool, is_one: bool) -> CompoundSelect[Any]:
    risks = [_ending_cards(scope, is_one), _awaited_responses(scope, is_one)] if with_risks else []
    return union_all(
        _invoice_sums(scope, is_one), _due_in_this_month(scope, is_one), _payment_sums(scope, is_one), *risks
    )


def _invoice_sums(scope: Scope, is_one: bool) -> Select[Any]:
    kept = scope.table(InvoiceSummary, "invoices")
    is_late = kept.c.due_month < number_parameter("month")
    return _sums(
        scope,
        is_one,
        _INVOICES,
        kept,
        kept.c.paid,
        case((kept.c.status == InvoiceStatus.OPEN, kept.c.remaining), else_=0),
        case((is_late, kept.c.remaining), else_=0),
        case((is_late, kept.c.how_many), else_=0),
    )


def _due_in_this_month(scope: Scope, is_one: bool) -> Select[Any]:
    """Of open invoices that are late only by their date in this month, which is not known of their sums."""
    invoice = scope.table(Invoice, "due")
    nothing: ColumnElement[int] = literal_column("0")
    return _sums(
        scope, is_one, _INVOICES, invoice, nothing, nothing, invoice.c.amount_remaining, literal_column("1")
    ).where(
        # As a literal, it lets the database use the index of open invoices.
        invoice.c.status == literal_column(f"'{InvoiceStatus.OPEN}'"),
        invoice.c.due_at >= number_parameter("month_start"),
        invoice.c.due_at < number_parameter("now"),
        func.coalesce(was_tried_in_vain(invoice.c), False).is_(False),
    )


def _payment_sums(scope: Scope, is_one: bool) -> Select[Any]:
    kept = scope.table(PaymentSummary, "payments")
    return _sums(scope, is_one, _PAYMENTS, kept, kept.c.received, kept.c.refunded, kept.c.disputed, kept.c.incomplete)


def _ending_cards(scope: Scope, is_one: bool) -> Select[Any]:
    """The id of each in the place of the currency."""
    card = scope.table(EndingCard, "card")
    nothing = (literal_column("0", BigInteger) for _ in _NO_INVOICES)
    return select(literal(_CARDS), card.c.customer_id, card.c.payment_method_id, *nothing).where(
        scope.bounds(card), one_or_among(card.c.customer_id, is_one, scope), is_ending(card, number_parameter("now"))
    )


def _awaited_responses(scope: Scope, is_one: bool) -> Select[Any]:
    """A row for each: its amount, until when, and whether it is an enquiry."""
    dispute = scope.table(Dispute, "dispute")
    # As literals, they let the database use the index of these.
    is_awaited = dispute.c.status.in_([literal_column(repr(status.value)) for status in sorted(NEEDS_RESPONSE)])
    is_enquiry = case((dispute.c.status == DisputeStatus.WARNING_NEEDS_RESPONSE, 1), else_=0)
    until = cast(dispute.c.evidence_due_at, BigInteger)
    nothing = literal_column("0", BigInteger)
    return select(
        literal(_AWAITED), dispute.c.customer_id, dispute.c.currency, dispute.c.amount, until, is_enquiry, nothing
    ).where(scope.bounds(dispute), one_or_among(dispute.c.customer_id, is_one, scope), is_awaited)


def _awaited(currency: str, amount: int, until: int | None, is_enquiry: int, _nothing: int) -> AwaitedResponse:
    return AwaitedResponse(amount, currency, None if until is None else Instant(until), bool(is_enquiry))


def _sums(scope: Scope, is_one: bool, kind: int, table: Any, *summed: Any) -> Select[Any]:
    return (
        select(
            literal(kind),
            table.c.customer_id,
            table.c.currency,
            # PostgreSQL sums bigints as numeric, which the driver would return as a Decimal.
            *(cast(func.sum(each), BigInteger) for each in summed),
        )
        .where(scope.bounds(table), one_or_among(table.c.customer_id, is_one, scope))
        .group_by(table.c.customer_id, table.c.currency)
    )
