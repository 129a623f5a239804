"""A subscription's page: what it charges for, what comes next, its invoices, and who did what."""

import asyncio
from typing import NamedTuple

from dashboard.customer.activity_section import ActivityRow, make_activity_row
from dashboard.customer.billed_subscriptions import BilledItem, BilledSubscription, bill
from dashboard.invoice.invoice_rows import InvoiceRow, make_invoice_row
from dashboard.page.paging import AFTER, BEFORE, Pages, read_rows
from dashboard.page.query import Query
from dashboard.session.object_page import ObjectPage
from dashboard.session.view import View
from dashboard.subscription.charge_words import ChargePart, list_parts
from dashboard.subscription.upcoming import UpcomingEvent, list_upcoming
from dashboard.wording.names import customer_title, payment_method
from models.billing.customer import Customer
from models.billing.subscription import ENDED, Subscription
from resolvers.activity.subscription_history import HISTORY_OF_SUBSCRIPTION
from resolvers.billing.customer_billing import BILLING_OF_CUSTOMER, find_billed
from resolvers.billing.next_charges import parts_of_charge
from resolvers.billing.pending_items import PENDING_ITEMS_OF_CUSTOMER
from resolvers.payments.follow_ups import FOLLOW_UPS
from resolvers.relations import CUSTOMER, INVOICES_OF_SUBSCRIPTION, PAYMENT_METHOD, SUBSCRIPTION
from resolvers.subscriptions.items import ITEMS_OF_SUBSCRIPTION, PlannedItem

INVOICES = "invoices"
PARAMETERS = frozenset(f"{INVOICES}_{side}" for side in (AFTER, BEFORE))


class SubscriptionPage(NamedTuple):
    """What the page shows; `items` are each with its texts and as it is stored."""

    subscription: Subscription
    has_ended: bool
    customer_name: str
    billed: BilledSubscription
    items: list[tuple[BilledItem, PlannedItem]]
    coming: list[UpcomingEvent]
    parts: list[ChargePart]
    method: str
    invoices: list[InvoiceRow]
    invoice_pages: Pages
    history: list[ActivityRow]


async def _read(view: View, query: Query, subscription: Subscription) -> SubscriptionPage:
    load = view.context.loaders.load
    customer, billed, planned, (invoices, pages), history = await asyncio.gather(
        load(CUSTOMER, subscription.customer_id),
        bill(view, subscription),
        load(ITEMS_OF_SUBSCRIPTION, subscription.id),
        _read_invoices(view, query, subscription.id),
        load(HISTORY_OF_SUBSCRIPTION, subscription.id),
    )
    method, (coming, parts) = await asyncio.gather(
        _read_method(view, subscription, customer), _read_upcoming(view, billed)
    )
    return SubscriptionPage(
        subscription=subscription,
        has_ended=subscription.status in ENDED,
        customer_name=subscription.customer_id if customer is None else customer_title(customer),
        billed=billed,
        items=list(zip(billed.items, planned, strict=True)),
        coming=coming,
        parts=parts,
        method=method,
        invoices=invoices,
        invoice_pages=pages,
        history=[make_activity_row(view, activity) for activity in history],
    )


async def _read_invoices(view: View, query: Query, subscription_id: str) -> tuple[list[InvoiceRow], Pages]:
    context = view.context
    page, pages = await read_rows(context, query, INVOICES, INVOICES_OF_SUBSCRIPTION, subscription_id)
    ids = [invoice.id for invoice in page.rows]
    followed = await FOLLOW_UPS.load(context.reads, context.now, ids) if ids else []
    return [make_invoice_row(view, row, notes) for row, notes in zip(page.rows, followed, strict=True)], pages


async def _read_method(view: View, subscription: Subscription, customer: Customer | None) -> str:
    """What it is paid with: its own method, else the customer's default one."""
    own = subscription.default_payment_method_id
    method_id = own or (customer and customer.default_payment_method_id)
    method = await view.context.loaders.load(PAYMENT_METHOD, method_id) if method_id else None
    if method is None:
        return "Unknown"
    name = payment_method(method.type, method.brand, method.last4) or "Unknown"
    return name if own else f"{name}, the customer’s default"


async def _read_upcoming(view: View, shown: BilledSubscription) -> tuple[list[UpcomingEvent], list[ChargePart]]:
    load, subscription = view.context.loaders.load, shown.subscription
    running, pending = await asyncio.gather(
        load(BILLING_OF_CUSTOMER, subscription.customer_id), load(PENDING_ITEMS_OF_CUSTOMER, subscription.customer_id)
    )
    billed = find_billed(running, subscription.id)
    if billed is None:
        return [], []
    parts = parts_of_charge(billed, pending, view.context.now)
    return list_upcoming(view, shown, billed), list_parts(view.formats, parts, subscription.currency)


show_subscription = ObjectPage("subscription", SUBSCRIPTION, View.subscription_url, PARAMETERS, _read).show
