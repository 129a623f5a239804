"""Everything that is predicted of a customer, under the names that GraphQL gives it."""

from typing import Any

from tests.oracle.books import Books, StripeObject
from tests.oracle.charges import next_charge
from tests.oracle.invoices import is_late, totals_of
from tests.oracle.payments import attempts, failure_code, figures_of
from tests.oracle.recurring import Recurring, monthly_recurring
from tests.oracle.subscriptions import is_collection_paused, status

Figures = dict[str, Any]

OWES = {"past_due", "unpaid"}
ZERO_TOTALS = dict.fromkeys(
    ["received", "refunded", "disputed", "net", "paid", "due", "overdue", "monthlyRecurring"], 0
) | {"recurringIncomplete": False, "disputesIncomplete": False}


def predict(books: Books, customer: StripeObject, now: int) -> dict[str, dict[str, Figures]]:
    """By GraphQL type, then by id (totals by currency), then by field."""
    subscriptions = books.of("subscription", "customer", customer)
    payments = books.of("payment_intent", "customer", customer)
    invoices = books.of("invoice", "customer", customer)
    return {
        "Customer": {customer["id"]: of_customer(books, customer, now)},
        "CustomerTotals": of_totals(books, customer, now),
        "BillingSubscription": {each["id"]: of_subscription(books, each, now) for each in subscriptions},
        "PaymentIntent": {each["id"]: of_payment(books, each) for each in payments},
        "Invoice": {each["id"]: {"overdue": is_late(books, each, now)} for each in invoices},
    }


def of_customer(books: Books, customer: StripeObject, now: int) -> Figures:
    subscriptions = books.of("subscription", "customer", customer)
    invoices = books.of("invoice", "customer", customer)
    charges = [charge for each in subscriptions if (charge := next_charge(books, each, now))]
    balance = customer["balance"]
    return {
        "delinquent": any(status(each, now) in OWES for each in subscriptions)
        or any(is_late(books, each, now) for each in invoices),
        "nextBillingAt": min((charge.at for charge in charges), default=None),
        "balance": {customer["currency"]: balance} if balance else {},
    }


def of_subscription(books: Books, subscription: StripeObject, now: int) -> Figures:
    charge = next_charge(books, subscription, now)
    return {
        "status": status(subscription, now).upper(),
        "nextBillingAt": charge and charge.at,
        "nextCharge": charge,
        "paused": is_collection_paused(subscription, now),
    }


def of_payment(books: Books, payment: StripeObject) -> Figures:
    figures = figures_of(books, payment)
    return {
        "amountReceived": figures.received,
        "amountRefunded": figures.refunded,
        "refundStatus": figures.refund_status,
        "disputed": figures.is_disputed,
        "failure": failure_code(payment),
        "attempts": attempts(books, payment),
    }


def of_totals(books: Books, customer: StripeObject, now: int) -> dict[str, Figures]:
    found: dict[str, Figures] = {}
    for payment in books.of("payment_intent", "customer", customer):
        totals, figures = totals_in(found, payment["currency"]), figures_of(books, payment)
        totals["received"] += figures.received
        totals["refunded"] += figures.refunded
        totals["disputed"] += figures.disputed
        totals["net"] += figures.net
        totals["disputesIncomplete"] |= figures.is_dispute_missing
    for currency, invoiced in totals_of(books, customer, now).items():
        totals_in(found, currency).update(paid=invoiced.paid, due=invoiced.due, overdue=invoiced.overdue)
    for currency, recurring in monthly_recurring(books, customer, now).items():
        totals_in(found, currency).update(of_recurring(recurring))
    return found


def of_recurring(recurring: Recurring) -> Figures:
    """An incomplete amount is what is known of it: how much, no rule says."""
    amount = None if recurring.is_incomplete else recurring.amount()
    return {"monthlyRecurring": amount, "recurringIncomplete": recurring.is_incomplete}


def totals_in(found: dict[str, Figures], currency: str) -> Figures:
    return found.setdefault(currency, dict(ZERO_TOTALS))
