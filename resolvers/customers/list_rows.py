"""What a list of customers shows in each of its rows."""

import asyncio
from collections.abc import Sequence
from typing import NamedTuple

from models.billing.customer import Customer
from models.billing.customer_status import CustomerStatus, is_delinquent
from models.values.instant import Instant
from resolvers.context import RequestContext
from resolvers.customers.summaries import STANDING_OF_CUSTOMER, CurrentPlan, Standing


class CurrencyAmount(NamedTuple):
    """An amount in minor units."""

    currency: str
    amount: int


class CustomerRow(NamedTuple):
    """`statuses` gravest first; `paid` on all invoices, by currency code, without currencies that come to nothing."""

    customer: Customer
    statuses: tuple[CustomerStatus, ...]
    plans: list[CurrentPlan]
    next_billing_at: Instant | None
    paid: list[CurrencyAmount]

    @property
    def delinquent(self) -> bool:
        """Whether something is owed late."""
        return is_delinquent(self.statuses)


async def list_customer_rows(context: RequestContext, customers: Sequence[Customer]) -> list[CustomerRow]:
    """A row for each customer in the order given, in one statement however many there are."""
    loads = (context.loaders.load(STANDING_OF_CUSTOMER, customer.id) for customer in customers)
    standings = await asyncio.gather(*loads)
    return [_row(customer, standing) for customer, standing in zip(customers, standings, strict=True)]


def _row(customer: Customer, standing: Standing) -> CustomerRow:
    totals = sorted(standing.totals.items())
    paid = [CurrencyAmount(currency, total.paid) for currency, total in totals if total.paid]
    return CustomerRow(customer, standing.statuses, standing.plans, standing.next_billing_at, paid)
