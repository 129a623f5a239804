"""The rows of a customer list, with what each row shows."""

import asyncio
from collections.abc import Sequence
from typing import NamedTuple

from models.billing.customer import Customer
from models.billing.customer_status import CustomerStatus
from models.values.instant import Instant
from resolvers.context import RequestContext
from resolvers.customers.summaries import CurrentPlan, CustomerSummary, load_summary
from resolvers.customers.totals import Totals


class CustomerRow(NamedTuple):
    """`statuses` has the most severe first, `totals` one for each currency, by its code."""

    customer: Customer
    statuses: tuple[CustomerStatus, ...]
    plans: list[CurrentPlan]
    next_billing_at: Instant | None
    totals: list[Totals]


async def list_customer_rows(context: RequestContext, customers: Sequence[Customer]) -> list[CustomerRow]:
    """A row for each customer in the given order, in the same few statements for any number of them."""
    summaries = await asyncio.gather(*(load_summary(context, customer.id) for customer in customers))
    return [_row(customer, summary) for customer, summary in zip(customers, summaries, strict=True)]


def _row(customer: Customer, summary: CustomerSummary) -> CustomerRow:
    return CustomerRow(customer, summary.statuses, summary.plans, summary.next_billing_at, summary.totals)
