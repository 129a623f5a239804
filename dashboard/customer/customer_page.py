"""A customer's page: profile, subscriptions, payments, invoices and activity."""

import asyncio
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from dashboard.customer.activity_section import ACTIVITY, ActivitySection, read_activity
from dashboard.customer.billed_subscriptions import read_next_charge
from dashboard.customer.chart import Chart, draw_chart
from dashboard.customer.facts import method_lines
from dashboard.customer.outcome import CHANGED, Outcome, describe_outcome
from dashboard.customer.payment_methods import MethodSection, read_payment_methods
from dashboard.customer.payments_and_invoices import INVOICES, PAYMENTS, read_payments_and_invoices
from dashboard.customer.profile import Profile, describe
from dashboard.customer.sections import Section, section_parameters
from dashboard.customer.subscription_section import PARAMETERS as SUBSCRIPTIONS
from dashboard.customer.subscription_section import SubscriptionSection, read_subscriptions
from dashboard.erase_customer.notice import describe_erased, show_gone
from dashboard.invoice.invoice_rows import InvoiceRow
from dashboard.page.html import html_page
from dashboard.page.query import Query
from dashboard.payment.payment_rows import PaymentRow
from dashboard.session.view import View
from dashboard.session.view_errors import cannot_be_shown
from dashboard.wording.names import customer_title
from models.billing.customer import Customer
from resolvers.billing.next_charges import SubscriptionCharge
from resolvers.customers.summaries import load_summary
from resolvers.errors import BadInput
from resolvers.payments.monthly_payments import MONTHLY_PAYMENTS_OF_CUSTOMER
from resolvers.relations import CUSTOMER

MOST_CHARTS = 3
PARAMETERS = SUBSCRIPTIONS.union({CHANGED}, *map(section_parameters, (PAYMENTS, INVOICES, ACTIVITY)))


@dataclass(frozen=True, slots=True)
class CustomerPage:
    """What the page shows; `more_charts` unfold."""

    customer: Customer
    title: str
    profile: Profile
    charts: list[Chart]
    more_charts: list[Chart]
    subscriptions: SubscriptionSection
    payments: Section[PaymentRow]
    invoices: Section[InvoiceRow]
    methods: MethodSection
    method_lines: list[str]
    activity: ActivitySection
    outcome: Outcome | None
    erased: str | None


async def show_customer(request: Request[Any], view: View) -> Response:
    """The page; 404 for a customer that is not in this project and mode, 400 for an invalid URL."""
    customer = await view.context.loaders.load(CUSTOMER, request.path_params["customer_id"])
    if customer is None:
        return await show_gone(view, request.path_params["customer_id"])
    query = Query.read(view.customer_url(customer.id), request.query_params, PARAMETERS)
    try:
        page = await _read(view, query, customer)
    except BadInput as problem:
        return cannot_be_shown(view, problem)
    return html_page("customer.html", view=view, page=page)


async def _read(view: View, query: Query, customer: Customer) -> CustomerPage:
    owner = customer.id
    subscriptions, charge, (payments, invoices), activity = await asyncio.gather(
        read_subscriptions(view, query, owner),
        read_next_charge(view, owner),
        read_payments_and_invoices(view, query, owner),
        read_activity(view, query, owner),
    )
    (profile, charts), methods = await asyncio.gather(
        _read_profile(view, customer, charge), read_payment_methods(view, owner)
    )
    outcome = await describe_outcome(view, owner, query.get(CHANGED), subscriptions.all)
    return CustomerPage(
        customer=customer,
        title=customer_title(customer),
        profile=profile,
        charts=charts[:MOST_CHARTS],
        more_charts=charts[MOST_CHARTS:],
        subscriptions=subscriptions,
        payments=payments,
        invoices=invoices,
        methods=methods,
        method_lines=list(method_lines(methods)),
        activity=activity,
        outcome=outcome,
        erased=await describe_erased(view, customer),
    )


async def _read_profile(
    view: View, customer: Customer, charge: SubscriptionCharge | None
) -> tuple[Profile, list[Chart]]:
    summary, months = await asyncio.gather(
        load_summary(view.context, customer.id), view.context.loaders.load(MONTHLY_PAYMENTS_OF_CUSTOMER, customer.id)
    )
    own_first = sorted(months, key=lambda paid: paid.currency != customer.currency)
    charts = [draw_chart(paid, view.context.now, view.formats) for paid in own_first]
    return describe(customer, summary, charge, view.context.now, view.formats), charts
