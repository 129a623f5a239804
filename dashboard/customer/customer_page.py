"""A customer's page: profile, subscriptions, payments, invoices and activity."""

import asyncio
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from dashboard.customer.billed_subscriptions import BilledSubscription, list_subscriptions
from dashboard.customer.chart import Chart, draw_chart
from dashboard.customer.outcome import CHANGED, Outcome, describe_outcome
from dashboard.customer.profile import Profile, describe
from dashboard.customer.sections import (
    ACTIVITY,
    INVOICES,
    PAYMENTS,
    ActivitySection,
    InvoiceRow,
    PaymentRow,
    Section,
    read_activity,
    read_invoices,
    read_payments,
    section_parameters,
)
from dashboard.page.error_pages import error_page
from dashboard.page.html import html_page
from dashboard.page.query import Query
from dashboard.session.view import View
from dashboard.wording.names import customer_title
from models.billing.customer import Customer
from resolvers.customers.summaries import load_summary
from resolvers.errors import BadInput
from resolvers.paging.pages import Page
from resolvers.payments.monthly_payments import MONTHLY_PAYMENTS_OF_CUSTOMER
from resolvers.relations import CUSTOMER

PARAMETERS = section_parameters(PAYMENTS) | section_parameters(INVOICES) | section_parameters(ACTIVITY) | {CHANGED}


@dataclass(frozen=True, slots=True)
class CustomerPage:
    """What the page shows."""

    customer: Customer
    title: str
    profile: Profile
    charts: list[Chart]
    running: Page[BilledSubscription]
    past: Page[BilledSubscription]
    payments: Section[PaymentRow]
    invoices: Section[InvoiceRow]
    activity: ActivitySection
    outcome: Outcome | None


async def show_customer(request: Request[Any], view: View) -> Response:
    """The page; 404 for a customer that is not in this project and mode, 400 for an invalid URL."""
    customer = await view.context.loaders.load(CUSTOMER, request.path_params["customer_id"])
    if customer is None:
        return no_such_customer(view)
    query = Query.read(view.customer_url(customer.id), request.query_params, PARAMETERS)
    try:
        page = await _read(view, query, customer)
    except BadInput as problem:
        return error_page(400, "This address asks for what can’t be shown", str(problem), view=view)
    return html_page("customer.html", view=view, page=page)


def no_such_customer(view: View) -> Response:
    """The page for a customer that does not exist or belongs to someone else."""
    mode = "live" if view.live_mode else "test"
    message = f"No customer of {view.session.project_name} has this id in {mode} data."
    return error_page(404, "There is no such customer", message, view=view)


async def _read(view: View, query: Query, customer: Customer) -> CustomerPage:
    owner = customer.id
    (profile, charts), (running, past), payments, invoices, activity = await asyncio.gather(
        _read_profile(view, customer),
        list_subscriptions(view, owner),
        read_payments(view, query, owner),
        read_invoices(view, query, owner),
        read_activity(view, query, owner),
    )
    outcome = await describe_outcome(view, owner, query.get(CHANGED), [*running.rows, *past.rows])
    return CustomerPage(
        customer=customer,
        title=customer_title(customer),
        profile=profile,
        charts=charts,
        running=running,
        past=past,
        payments=payments,
        invoices=invoices,
        activity=activity,
        outcome=outcome,
    )


async def _read_profile(view: View, customer: Customer) -> tuple[Profile, list[Chart]]:
    load = view.context.loaders.load
    summary, months = await asyncio.gather(
        load_summary(view.context, customer.id), load(MONTHLY_PAYMENTS_OF_CUSTOMER, customer.id)
    )
    charts = [draw_chart(paid, view.context.now, view.formats) for paid in months]
    return describe(customer, summary, view.formats), charts
