"""A customer's totals: what payments, invoices and subscriptions come to in each currency."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from models.pricing.recurring import monthly_recurring
from models.values.instant import Instant
from resolvers.billing.customer_billing import BilledSubscription
from resolvers.customers.sums import CustomerSums


@dataclass(slots=True)
class Totals:
    """The totals in one currency, in minor units. `monthly_recurring` is rounded only when it is shown."""

    currency: str
    received: int = 0
    refunded: int = 0
    disputed: int = 0
    disputes_incomplete: bool = False
    paid: int = 0
    due: int = 0
    overdue: int = 0
    monthly_recurring: Fraction = Fraction(0)
    recurring_incomplete: bool = False

    @property
    def net(self) -> int:
        """What payments brought in and nobody took back."""
        return self.received - self.refunded - self.disputed


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
    for billed in subscriptions:
        _add_recurring(of(billed.row.currency), billed, now)
    return [totals for _, totals in sorted(found.items())]


def _add_recurring(totals: Totals, billed: BilledSubscription, now: Instant) -> None:
    recurring = monthly_recurring(billed.terms, billed.payer, now)
    totals.monthly_recurring += recurring.amount
    totals.recurring_incomplete |= not recurring.is_complete
