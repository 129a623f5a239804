"""A customer's totals: what payments, invoices and subscriptions come to in each currency."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

from models.pricing.recurring import MonthlyRecurring, monthly_recurring
from models.values.instant import Instant
from resolvers.billing.customer_billing import BilledSubscription
from resolvers.customers.sums import CustomerSums


@dataclass
class Totals:
    """The totals in one currency, in minor units. `monthly_recurring` is rounded only when it is shown.

    `billed` are the running subscriptions: what they bring in a month is computed when it is asked for.
    """

    currency: str
    now: Instant
    received: int = 0
    refunded: int = 0
    disputed: int = 0
    disputes_incomplete: bool = False
    paid: int = 0
    due: int = 0
    overdue: int = 0
    billed: list[BilledSubscription] = field(default_factory=list)

    @property
    def net(self) -> int:
        """What payments brought in and nobody took back."""
        return self.received - self.refunded - self.disputed

    @property
    def monthly_recurring(self) -> Fraction:
        """What the subscriptions bring in a month."""
        return sum((each.amount for each in self._recurring), Fraction(0))

    @property
    def recurring_incomplete(self) -> bool:
        """Whether a part of that is not known."""
        return not all(each.is_complete for each in self._recurring)

    @cached_property
    def _recurring(self) -> list[MonthlyRecurring]:
        return [monthly_recurring(each.terms, each.payer, self.now) for each in self.billed]


def customer_totals(sums: CustomerSums, subscriptions: Iterable[BilledSubscription], now: Instant) -> list[Totals]:
    """One for each currency of the customer's payments, invoices and running subscriptions, by its code."""
    found: dict[str, Totals] = {}

    def of(currency: str) -> Totals:
        return found.setdefault(currency, Totals(currency, now))

    for invoices in sums.invoices:
        totals = of(invoices.currency)
        totals.paid, totals.due, totals.overdue = invoices.paid, invoices.due, invoices.overdue
    for payments in sums.payments:
        totals = of(payments.currency)
        totals.received, totals.refunded, totals.disputed = payments.received, payments.refunded, payments.disputed
        totals.disputes_incomplete = payments.incomplete > 0
    for billed in subscriptions:
        of(billed.row.currency).billed.append(billed)
    return [totals for _, totals in sorted(found.items())]
