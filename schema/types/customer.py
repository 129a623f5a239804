"""Customer: who pays, and the edges to all that is theirs."""

from fractions import Fraction

import strawberry

from models.billing.customer import ADDRESS_PARTS
from models.billing.customer import Customer as CustomerRow
from models.values.instant import Instant
from models.values.money import Amount
from resolvers.activity.timeline import ACTIVITY_OF_CUSTOMER
from resolvers.customers.summaries import SUMMARY_OF_CUSTOMER, CustomerSummary, Totals
from resolvers.relations import (
    INVOICES_OF_CUSTOMER,
    PAYMENT_INTENTS_OF_CUSTOMER,
    SUBSCRIPTIONS_OF_CUSTOMER,
)
from schema.connection import Connection
from schema.declarations import column, derived, face_of
from schema.edges import batched, has_many
from schema.types.activity import Activity
from schema.types.invoice import Invoice
from schema.types.money import Money, money
from schema.types.node import Node
from schema.types.payment_intent import PaymentIntent
from schema.types.scalars import CurrencyCode
from schema.types.subscription import BillingSubscription


@strawberry.type(description="A postal address; any part may be missing.")
class Address:
    line1: str | None = strawberry.field(description="Street and number, or a box.")
    line2: str | None = strawberry.field(description="Flat, floor or building.")
    city: str | None = strawberry.field(description="City, town or village.")
    state: str | None = strawberry.field(description="State, county, province or region.")
    postal_code: str | None = strawberry.field(description="Postal code.")
    country: str | None = strawberry.field(description="ISO 3166 code of two letters.")


@strawberry.type(description="A number that the customer is registered under for tax.")
class TaxId:
    type: str = strawberry.field(description='The kind, such as "eu_vat" or "gb_vat".')
    value: str = strawberry.field(description="The number.")


@strawberry.type(description="One piece of what the project keeps with an object for itself.")
class MetadataEntry:
    key: str = strawberry.field(description="Its name.")
    value: str = strawberry.field(description="Its text.")


def rounded(exact: Fraction, currency: str) -> Amount:
    """An exact amount in whole minor units, half to even."""
    return Amount(round(exact), currency)


@face_of(Totals, "Sums in one currency.")
class CustomerTotals:
    currency: CurrencyCode = column("currency", "Which currency.")
    paid: Money = money("paid", "What has been paid on all invoices.")
    due: Money = money("due", "What remains to be paid on open invoices.")
    overdue: Money = money("overdue", "The part of it that is past its due date.")
    monthly_recurring: Money = derived(
        rounded,
        "monthly_recurring",
        "currency",
        description="What active and past-due subscriptions bring in a month: a year is 12 months, 52 weeks "
        "and 365 days; rounded half to even.",
    )


def address_of(document: dict[str, str | None] | None) -> Address | None:
    """The stored address, if there is one."""
    if document is None:
        return None
    return Address(**dict(zip(ADDRESS_PARTS, map(document.get, ADDRESS_PARTS), strict=True)))


def tax_ids_of(documents: list[dict[str, str]]) -> list[TaxId]:
    """The stored tax ids, in their order."""
    return [TaxId(**document) for document in documents]


def metadata_of(document: dict[str, str]) -> list[MetadataEntry]:
    """The stored metadata, by key."""
    return [MetadataEntry(key=key, value=document[key]) for key in sorted(document)]


def _totals(summary: CustomerSummary) -> list[Totals]:
    return [totals for _, totals in sorted(summary.totals.items())]


def _delinquent(summary: CustomerSummary) -> bool:
    return summary.delinquent


def _next_billing_at(summary: CustomerSummary) -> Instant | None:
    return summary.next_billing_at


@face_of(CustomerRow, "Who pays: the profile, and everything that belongs to it.")
class Customer(Node):
    id: strawberry.ID = column("id", "The customer's id.")
    name: str | None = column("name", "The full name of the person or company.")
    email: str | None = column("email", "Where they are written to.")
    phone: str | None = column("phone", "Where they are called.")
    description: str | None = column("description", "The project's own note about them.")
    address: Address | None = derived(address_of, "address", description="Where they are billed.")
    tax_ids: list[TaxId] = derived(tax_ids_of, "tax_ids", description="What they are registered under for tax.")
    currency: CurrencyCode | None = column("currency", "The currency they are usually billed in.")
    locale: str | None = column("locale", 'The language and region they prefer, such as "de-CH".')
    metadata: list[MetadataEntry] = derived(
        metadata_of, "extra", description="What the project keeps with the customer, by key."
    )
    created_at: Instant = column("created_at", "When the customer was created.")
    delinquent: bool = batched(
        SUMMARY_OF_CUSTOMER,
        _delinquent,
        description="Whether something is owed late: a subscription past due or unpaid, or an invoice overdue.",
    )
    next_billing_at: Instant | None = batched(
        SUMMARY_OF_CUSTOMER, _next_billing_at, description="When one of their subscriptions is charged next."
    )
    totals: list[CustomerTotals] = batched(
        SUMMARY_OF_CUSTOMER, _totals, description="Sums for each currency, by its code; never summed across."
    )
    payment_intents: Connection[PaymentIntent] = has_many(
        PAYMENT_INTENTS_OF_CUSTOMER, "The payment history, newest first."
    )
    subscriptions: Connection[BillingSubscription] = has_many(
        SUBSCRIPTIONS_OF_CUSTOMER,
        "Their subscriptions, newest first: `subscriptions(status: ACTIVE)` are the active ones. "
        "A variable for `status` must be declared `[SubscriptionStatus!]`.",
    )
    invoices: Connection[Invoice] = has_many(INVOICES_OF_CUSTOMER, "Their invoices, newest first.")
    activity: Connection[Activity] = has_many(
        ACTIVITY_OF_CUSTOMER,
        "What happened, newest first: each payment, invoices as they were issued, paid and voided, subscriptions "
        "as they started and ended, and what operators did. Nothing is told twice; drafts are not told.",
    )
