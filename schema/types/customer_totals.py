"""CustomerTotals: sums of a customer's payments, invoices and subscriptions in one currency."""

from fractions import Fraction

import strawberry

from models.values.money import Amount
from resolvers.customers.totals import Totals
from schema.declarations.row_context import Need
from schema.declarations.row_types import row_type
from schema.declarations.source import column, derived
from schema.types.money import Money, money
from schema.types.scalars import CurrencyCode


def rounded(exact: Fraction, currency: str) -> Amount:
    """An exact amount in whole minor units, half to even."""
    return Amount(round(exact), currency)


def _totals_id(currency: str, customer_id: str) -> strawberry.ID:
    return strawberry.ID(f"totals_{customer_id}_{currency}")


@row_type(Totals, "Sums in one currency.")
class CustomerTotals:
    id: strawberry.ID = derived(
        _totals_id,
        "currency",
        needs=(Need.CUSTOMER_ID,),
        description="Unique for each customer and currency, so that caches keep them apart; `node` does not find it.",
    )
    currency: CurrencyCode = column("currency", "Which currency.")
    received: Money = money("received", "What payments brought in, before refunds and disputes.")
    refunded: Money = money("refunded", "What of it was given back, or is on its way back.")
    disputed: Money = money("disputed", "What of it disputes hold, or were lost to them.")
    net: Money = money("net", "What is left of it: `received` less `refunded` and `disputed`.")
    disputes_incomplete: bool = column(
        "disputes_incomplete",
        "Whether a payment is disputed and its dispute is not known, or in another currency: `disputed` may be too "
        "small, `net` too large.",
    )
    paid: Money = money("paid", "What has been paid on all invoices, whatever was given back of it.")
    due: Money = money("due", "What remains to be paid on open invoices.")
    overdue: Money = money("overdue", "The part of it that is late: past its due date, or tried in vain.")
    monthly_recurring: Money = derived(
        rounded,
        "monthly_recurring",
        "currency",
        description="What active and past-due subscriptions bring in a month before tax, with the discounts that "
        "repeat or run for ever, without paused collection and metered items: a year is 12 months, 52 weeks and 365 "
        "days; rounded half to even.",
    )
    recurring_incomplete: bool = column(
        "recurring_incomplete",
        "Whether the amount of some subscription is not known: `monthlyRecurring` holds only what is.",
    )
