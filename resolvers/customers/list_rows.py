"""The rows of a customer list, with what each row shows."""

import asyncio
from collections.abc import Sequence
from typing import NamedTuple

from models.billing.customer import Customer
from models.billing.customer_status import CustomerStatus, is_delinquent
from models.values.instant import Instant
from resolvers.context import RequestContext
from resolvers.customers.summaries import SUMMARY_OF_CUSTOMER, CurrentPlan, CustomerSummary


class CurrencyAmount(NamedTuple):
    """An amount in minor units."""

    currency: str
    amount: int


class CustomerRow(NamedTuple):
    """`statuses` has the most severe first. `paid` is what is left of all payments that came
    in (`Totals.net`), by currency code, zero where all was given back."""

    customer: Customer
    statuses: tuple[CustomerStatus, ...]
    plans: list[CurrentPlan]
    next_billing_at: Instant | None
    paid: list[CurrencyAmount]

    @property
    def delinquent(self) -> bool:
        """Whether a subscription or an invoice is paid late."""
        return is_delinquent(self.statuses)


async def list_customer_rows(context: RequestContext, customers: Sequence[Customer]) -> list[CustomerRow]:
    """A row for each customer in the given order, in one statement."""
    loads = (context.loaders.load(SUMMARY_OF_CUSTOMER, customer.id) for customer in customers)
    summaries = await asyncio.gather(*loads)
    return [_row(customer, summary) for customer, summary in zip(customers, summaries, strict=True)]


def _row(customer: Customer, summary: CustomerSummary) -> CustomerRow:
    totals = sorted(summary.totals.items())
    paid = [CurrencyAmount(currency, total.net) for currency, total in totals if total.received]
    return CustomerRow(customer, summary.statuses, summary.plans, summary.next_billing_at, paid)
