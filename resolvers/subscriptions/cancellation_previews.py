"""Previews: the consequences of a cancellation before it happens."""

import asyncio
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, Select, cast, func, literal_column, select

from models.billing.cancellation import CancellationRequest, CancellationTiming
from models.billing.invoice import Invoice, InvoiceStatus
from models.billing.subscription import ENDED, Subscription
from models.pricing.avoided_charge import charge_avoided
from models.pricing.next_charge import ChargeUnknown
from models.values.instant import Instant
from models.values.money import Amount
from resolvers.billing.customer_billing import BILLING_OF_CUSTOMER, BilledSubscription, find_billed
from resolvers.billing.next_charges import with_pending
from resolvers.billing.pending_items import PENDING_ITEMS_OF_CUSTOMER, PendingItem
from resolvers.context import RequestContext
from resolvers.reads import Reads
from resolvers.scopes import Scope
from storage.statements import among


class CancellationPreview(NamedTuple):
    """`charge_avoided` is the amount of the charge at `charges_avoided_from`; None where `charge_unknown` says why.

    `open_amount` is what remains of the open invoices in the subscription's currency: they stay due.
    """

    effective_at: Instant
    charges_avoided_from: Instant | None
    charge_avoided: Amount | None
    charge_unknown: ChargeUnknown | None
    open_invoice_count: int
    open_amount: Amount


class OpenInvoices(NamedTuple):
    """How many of a subscription's invoices are open, and what remains of them in its currency."""

    number: int = 0
    amount: int = 0


# By subscription and currency; invoices without a subscription have an empty id.
OpenInvoicesOf = dict[tuple[str, str], OpenInvoices]


@dataclass(frozen=True)
class OpenInvoicesOfCustomer:
    """A batch keyed by the customer's id."""

    async def load(self, reads: Reads, now: Instant, keys: list[str]) -> list[OpenInvoicesOf]:
        """Of each subscription in each currency; one without any is missing."""
        found: dict[str, OpenInvoicesOf] = defaultdict(dict)
        for customer_id, subscription_id, currency, number, amount in await reads.fetch(_open_invoices, keys=keys):
            found[customer_id][subscription_id, currency] = OpenInvoices(number, amount)
        return [found[key] for key in keys]


OPEN_INVOICES_OF_CUSTOMER = OpenInvoicesOfCustomer()


async def preview_cancellation(
    context: RequestContext, subscription: Subscription, timing: CancellationTiming, cancel_at: Instant | None
) -> CancellationPreview:
    """What `cancel_subscription` with the same arguments would do; raises the Refusal that it would answer with."""
    load, customer_id = context.loaders.load, subscription.customer_id
    open_invoices, subscriptions, pending = await asyncio.gather(
        load(OPEN_INVOICES_OF_CUSTOMER, customer_id),
        load(BILLING_OF_CUSTOMER, customer_id),
        load(PENDING_ITEMS_OF_CUSTOMER, customer_id),
    )
    request = CancellationRequest(timing, cancel_at)
    return preview(subscription, request, open_invoices, subscriptions, pending, context.now)


def preview(
    subscription: Subscription,
    request: CancellationRequest,
    open_invoices: OpenInvoicesOf,
    subscriptions: Iterable[BilledSubscription],
    pending: Iterable[PendingItem],
    now: Instant,
) -> CancellationPreview:
    """The same, from the customer's open invoices, running subscriptions and pending items."""
    request.check(now)
    effective_at = _effective_at(subscription, request.timing, request.cancel_at, now)
    billed, currency = find_billed(subscriptions, subscription.id), subscription.currency
    avoided = None
    if billed is not None:
        avoided = charge_avoided(billed.terms, with_pending(billed, pending), effective_at, now)
    amount = None if avoided is None or avoided.amount is None else Amount(avoided.amount, currency)
    its_own = open_invoices.get((subscription.id, currency), OpenInvoices())
    return CancellationPreview(
        effective_at=effective_at,
        charges_avoided_from=avoided and avoided.at,
        charge_avoided=amount,
        charge_unknown=avoided and avoided.unknown,
        open_invoice_count=its_own.number,
        open_amount=Amount(its_own.amount, currency),
    )


def _effective_at(
    subscription: Subscription, timing: CancellationTiming, cancel_at: Instant | None, now: Instant
) -> Instant:
    if subscription.status in ENDED:
        return subscription.ended_at or subscription.canceled_at or subscription.current_period_end
    return subscription.cancellation_time(timing, cancel_at, now)


def _open_invoices(scope: Scope) -> Select[Any]:
    invoice = scope.table(Invoice, "invoice")
    # As an expression: by its index, SQLite would group all invoices of the project.
    subscription_id = func.coalesce(invoice.c.subscription_id, "")
    return (
        select(
            invoice.c.customer_id,
            subscription_id,
            invoice.c.currency,
            func.count(),
            cast(func.sum(invoice.c.amount_remaining), BigInteger),
        )
        .where(scope.bounds(invoice), among(invoice.c.customer_id, "keys", scope.dialect))
        # As a literal, it lets the database use the index of open invoices.
        .where(invoice.c.status == literal_column(f"'{InvoiceStatus.OPEN}'"))
        .group_by(invoice.c.customer_id, subscription_id, invoice.c.currency)
    )
