"""The facets of a customer: all that filters of the customer list ask of one, as the bits of one integer.

The rule for a customer at a moment, in SQL over the rows that it follows from. It is the only one: what is kept, what
is computed anew and what is read of customers whom the clock has changed follow from it.
"""

from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from functools import reduce
from operator import or_ as bitwise_or
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, case, exists, func, or_, select, text, union_all

from models.billing.invoice import IS_OPEN, Invoice, InvoiceStatus
from models.billing.subscription import CURRENT, DELINQUENT, Subscription, SubscriptionStatus, is_current_status
from models.ownership import table_of
from models.summaries.ending_card import EndingCard, is_ending
from models.summaries.invoice_summary import AT_ONCE, InvoiceSummary
from models.summaries.payment_summary import PaymentSummary

# A bit is never given to something else: it is stored.
SUBSCRIPTION_FACETS: Final[Mapping[SubscriptionStatus, int]] = {
    SubscriptionStatus.ACTIVE: 1 << 0,
    SubscriptionStatus.TRIALING: 1 << 1,
    SubscriptionStatus.PAST_DUE: 1 << 2,
    SubscriptionStatus.UNPAID: 1 << 3,
    SubscriptionStatus.CANCELED: 1 << 4,
    SubscriptionStatus.INCOMPLETE: 1 << 5,
    SubscriptionStatus.INCOMPLETE_EXPIRED: 1 << 6,
    SubscriptionStatus.PAUSED: 1 << 7,
}
INVOICE_FACETS: Final[Mapping[InvoiceStatus, int]] = {
    InvoiceStatus.DRAFT: 1 << 8,
    InvoiceStatus.OPEN: 1 << 9,
    InvoiceStatus.PAID: 1 << 10,
    InvoiceStatus.VOID: 1 << 11,
    InvoiceStatus.UNCOLLECTIBLE: 1 << 12,
}
OVERDUE = 1 << 13
"""An invoice is open and late."""
CANCELLING = 1 << 14
"""A current subscription is scheduled to end."""
# 1 << 15 was of open disputes alone.
DISPUTED = 1 << 16
"""Money is held or lost in a dispute."""
CARD_ENDS = 1 << 17
"""A card ends before the next charge that it pays."""

_Pick = Callable[[ColumnElement[int]], ColumnElement[int]]


def all_of(facets: Iterable[int]) -> int:
    """Their bits in one integer."""
    return reduce(bitwise_or, facets, 0)


class Risk(StrEnum):
    """Why a customer is at risk: they pay late, may take money back, leave, or can't be charged."""

    LATE = "LATE"
    DISPUTED = "DISPUTED"
    CANCELLING = "CANCELLING"
    CARD_ENDS = "CARD_ENDS"


RISK_FACETS: Final[Mapping[Risk, int]] = {
    Risk.LATE: all_of((*map(SUBSCRIPTION_FACETS.__getitem__, DELINQUENT), OVERDUE)),
    Risk.DISPUTED: DISPUTED,
    Risk.CANCELLING: CANCELLING,
    Risk.CARD_ENDS: CARD_ENDS,
}
AT_RISK: Final = all_of(RISK_FACETS.values())


def facets_at(customer: Any, at: ColumnElement[int]) -> ColumnElement[int]:
    """The facets at the moment of the customer whose project, mode and id these columns hold."""
    of_rows = _of_subscriptions(customer, at) + _of_invoices(customer) + _overdue(customer, at)
    return of_rows + _disputed(customer) + _card_ends(customer, at)


def last_change(customer: Any, at: ColumnElement[int]) -> ColumnElement[int]:
    """The latest moment up to this one at which the clock alone changed the facets; null where there is none."""
    return _moment(customer, func.max, lambda moment: moment <= at)


def next_change(customer: Any, at: ColumnElement[int]) -> ColumnElement[int]:
    """The first moment after this one at which the clock alone will change the facets; null where there is none."""
    return _moment(customer, func.min, lambda moment: moment > at)


def _of_subscriptions(customer: Any, at: ColumnElement[int]) -> ColumnElement[int]:
    subscription = table_of(Subscription).alias("facet_subscription")
    stored = subscription.c
    flags = {
        bit: is_current_status(
            stored, stored.status == status, at, lists_canceled=status is SubscriptionStatus.CANCELED
        )
        for status, bit in SUBSCRIPTION_FACETS.items()
    }
    flags[CANCELLING] = and_(or_(*(stored.status == status for status in sorted(CURRENT))), stored.cancel_at > at)
    return _any_has(flags, _is_of(subscription, customer))


def _of_invoices(customer: Any) -> ColumnElement[int]:
    summary = table_of(InvoiceSummary).alias("facet_invoices")
    flags = {bit: summary.c.status == status for status, bit in INVOICE_FACETS.items()}
    return _any_has(flags, _is_of(summary, customer))


def _overdue(customer: Any, at: ColumnElement[int]) -> ColumnElement[int]:
    summary, invoice = table_of(InvoiceSummary).alias("facet_late"), table_of(Invoice).alias("facet_due")
    at_once = exists().where(_is_of(summary, customer), summary.c.due_month == AT_ONCE)
    by_date = exists().where(_is_open_of(invoice, customer), invoice.c.due_at < at)
    return case((or_(by_date, at_once), OVERDUE), else_=0)


def _disputed(customer: Any) -> ColumnElement[int]:
    summary = table_of(PaymentSummary).alias("facet_payments")
    is_disputed = or_(summary.c.disputed != 0, summary.c.incomplete != 0)
    return case((exists().where(_is_of(summary, customer), is_disputed), DISPUTED), else_=0)


def _card_ends(customer: Any, at: ColumnElement[int]) -> ColumnElement[int]:
    card = table_of(EndingCard).alias("facet_card")
    return case((exists().where(_is_of(card, customer), is_ending(card, at)), CARD_ENDS), else_=0)


def _moment(
    customer: Any, pick: _Pick, is_asked: Callable[[ColumnElement[int]], ColumnElement[bool]]
) -> ColumnElement[int]:
    subscription, invoice = table_of(Subscription).alias("facet_end"), table_of(Invoice).alias("facet_due")
    ends = select(subscription.c.cancel_at.label("moment")).where(_is_of(subscription, customer))
    # What is due at a moment is late after it. The first one decides: another changes nothing.
    due = select((func.min(invoice.c.due_at) + 1).label("moment")).where(_is_open_of(invoice, customer))
    card = table_of(EndingCard).alias("facet_card")
    cards = (select(bound.label("moment")).where(_is_of(card, customer)) for bound in (card.c.since, card.c.until))
    its_own = customer.id.table
    moments = union_all(*(each.correlate(its_own) for each in (ends, due, *cards))).subquery("facet_moments")
    return select(pick(moments.c.moment)).where(is_asked(moments.c.moment)).scalar_subquery()


def _any_has(flags: Mapping[int, ColumnElement[bool]], is_its: ColumnElement[bool]) -> ColumnElement[int]:
    """The bits whose condition any of the customer's rows fulfils."""
    bits = [func.max(case((flag, bit), else_=0)) for bit, flag in flags.items()]
    return func.coalesce(select(sum(bits[1:], bits[0])).where(is_its).scalar_subquery(), 0)


def _is_of(table: Any, customer: Any) -> ColumnElement[bool]:
    return and_(
        table.c.project_id == customer.project_id,
        table.c.live_mode == customer.live_mode,
        table.c.customer_id == customer.id,
    )


def _is_open_of(invoice: Any, customer: Any) -> ColumnElement[bool]:
    # As a literal, it lets the database use the index of open invoices.
    return and_(_is_of(invoice, customer), text(f"{invoice.name}.{IS_OPEN}"))
