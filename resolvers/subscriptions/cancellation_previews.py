"""Previews: the consequences of a cancellation before it happens."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, Select, case, cast, func, select

from models.billing.cancellation import CancellationRequest, CancellationTiming
from models.billing.invoice import Invoice, InvoiceStatus
from models.billing.plan import first_renewal_from, period_anchor
from models.billing.subscription import ENDED, Subscription, next_billing_at
from models.values.instant import Instant
from models.values.money import Amount
from resolvers.context import RequestContext
from resolvers.scopes import Reads, Scope
from resolvers.subscriptions.items import ITEMS_OF_SUBSCRIPTION, PlannedItem, SoldPlan
from storage.statements import among


class CancellationPreview(NamedTuple):
    """`open_amount` is what remains of the open invoices in the subscription's currency: they stay due."""

    effective_at: Instant
    charges_avoided_from: Instant | None
    open_invoice_count: int
    open_amount: Amount


class OpenInvoices(NamedTuple):
    """How many of a subscription's invoices are open, and what remains of them in its currency."""

    number: int = 0
    amount: int = 0


@dataclass(frozen=True)
class OpenInvoicesOfSubscription:
    """A batch keyed by the subscription's id."""

    async def load(self, reads: Reads, now: Instant, keys: list[str]) -> list[dict[str, OpenInvoices]]:
        """By currency; a currency without any invoice is missing."""
        found: dict[str, dict[str, OpenInvoices]] = defaultdict(dict)
        for subscription_id, currency, number, amount in await reads.fetch(_open_invoices, keys=keys):
            found[subscription_id][currency] = OpenInvoices(number, amount)
        return [found[key] for key in keys]


OPEN_INVOICES_OF_SUBSCRIPTION = OpenInvoicesOfSubscription()


async def preview_cancellation(
    context: RequestContext, subscription: Subscription, timing: CancellationTiming, cancel_at: Instant | None
) -> CancellationPreview:
    """What `cancel_subscription` with the same arguments would do; raises the Refusal that it would answer with."""
    load = context.loaders.load
    by_currency = await load(OPEN_INVOICES_OF_SUBSCRIPTION, subscription.id)
    items = await load(ITEMS_OF_SUBSCRIPTION, subscription.id)
    return preview(subscription, CancellationRequest(timing, cancel_at), by_currency, items, context.now)


def preview(
    subscription: Subscription,
    request: CancellationRequest,
    by_currency: dict[str, OpenInvoices],
    items: list[PlannedItem],
    now: Instant,
) -> CancellationPreview:
    """The same for a subscription whose open invoices and items have been read."""
    request.check(now)
    effective_at = _effective_at(subscription, request.timing, request.cancel_at, now)
    open_invoices = by_currency.get(subscription.currency, OpenInvoices())
    avoided_from = _charges_avoided_from(subscription, items[0].plan, effective_at)
    open_amount = Amount(open_invoices.amount, subscription.currency)
    return CancellationPreview(effective_at, avoided_from, open_invoices.number, open_amount)


def _effective_at(
    subscription: Subscription, timing: CancellationTiming, cancel_at: Instant | None, now: Instant
) -> Instant:
    if subscription.status in ENDED:
        return subscription.ended_at or subscription.canceled_at or subscription.current_period_end
    return subscription.cancellation_time(timing, cancel_at, now)


def _charges_avoided_from(subscription: Subscription, plan: SoldPlan, effective_at: Instant) -> Instant | None:
    charge_at = next_billing_at(
        subscription.status,
        subscription.current_period_end,
        subscription.trial_end,
        subscription.cancel_at,
    )
    if charge_at is None or charge_at >= effective_at:
        return charge_at
    if plan.interval is None or plan.interval_count is None:
        return None
    anchor = period_anchor(subscription.current_period_start, charge_at, plan.interval, plan.interval_count)
    avoided = first_renewal_from(effective_at, anchor, plan.interval, plan.interval_count)
    happens = avoided is not None and (subscription.cancel_at is None or avoided < subscription.cancel_at)
    return avoided if happens else None


def _open_invoices(scope: Scope) -> Select[Any]:
    invoice = scope.table(Invoice, "invoice")
    # The sums tell open ones apart. With a condition, SQLite would begin with every open invoice of the project.
    is_open = invoice.c.status == InvoiceStatus.OPEN
    return (
        select(
            invoice.c.subscription_id,
            invoice.c.currency,
            cast(func.sum(case((is_open, 1), else_=0)), BigInteger),
            cast(func.sum(case((is_open, invoice.c.amount_remaining), else_=0)), BigInteger),
        )
        .where(scope.bounds(invoice), among(invoice.c.subscription_id, "keys", scope.dialect))
        .group_by(invoice.c.subscription_id, invoice.c.currency)
    )
