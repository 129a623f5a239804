"""A customer's totals: what payments, invoices and subscriptions come to in each currency."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, partial

from models.pricing.recurring import MonthlyRecurring, monthly_recurring
from models.values.instant import Instant
from resolvers.billing.customer_billing import BilledSubscription
from resolvers.customers.sums import CustomerSums


@dataclass
class Totals:
    """The totals in one currency, in minor units. `monthly_recurring` is rounded only when it is shown.

    `recurring` tells what the running subscriptions bring in a month: it is computed when it is asked for.
    """

    currency: str
    received: int = 0
    refunded: int = 0
    disputed: int = 0
    disputes_incomplete: bool = False
    paid: int = 0
    due: int = 0
    overdue: int = 0
    recurring: Callable[[], MonthlyRecurring] = MonthlyRecurring

    @property
    def net(self) -> int:
        """What payments brought in and nobody took back."""
        return self.received - self.refunded - self.disputed

    @property
    def monthly_recurring(self) -> Fraction:
        """What the subscriptions bring in a month."""
        return self._recurring.amount

    @property
    def recurring_incomplete(self) -> bool:
        """Whether a part of that is not known."""
        return not self._recurring.is_complete

    @cached_property
    def _recurring(self) -> MonthlyRecurring:
        return self.recurring()


def customer_totals(sums: CustomerSums, subscriptions: Iterable[BilledSubscription], now: Instant) -> list[Totals]:
    """One for each currency of the customer's payments, invoices and running subscriptions, by its code."""
    found: dict[str, Totals] = {}

    def of(currency: str) -> Totals:
        return found.setdefault(currency, Totals(currency))

    for invoices in sums.invoices:
        totals = of(invoices.currency)
        totals.paid, totals.due, totals.overdue = invoices.paid, invoices.due, invoices.overdue
    for payments in sums.payments:
        totals = of(payments.currency)
        totals.received, totals.refunded, totals.disputed = payments.received, payments.refunded, payments.disputed
        totals.disputes_incomplete = payments.incomplete > 0
    running: dict[str, list[BilledSubscription]] = defaultdict(list)
    for billed in subscriptions:
        running[billed.row.currency].append(billed)
    for currency, subscribed in running.items():
        of(currency).recurring = partial(_recurring_of, subscribed, now)
    return [totals for _, totals in sorted(found.items())]


def _recurring_of(subscriptions: Iterable[BilledSubscription], now: Instant) -> MonthlyRecurring:
    each = [monthly_recurring(billed.terms, billed.payer, now) for billed in subscriptions]
    return MonthlyRecurring(sum((one.amount for one in each), Fraction(0)), all(one.is_complete for one in each))
