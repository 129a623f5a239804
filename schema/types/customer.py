"""Customer: who pays, and the edges to all that is theirs."""

import strawberry

from models.billing.customer import Customer as CustomerRow
from models.values.instant import Instant
from resolvers.activity.timeline import ACTIVITY_OF_CUSTOMER
from resolvers.customers.summaries import SUMMARY_OF_CUSTOMER, CustomerSummary, Totals
from resolvers.relations import (
    INVOICES_OF_CUSTOMER,
    PAYMENT_INTENTS_OF_CUSTOMER,
    SUBSCRIPTIONS_OF_CUSTOMER,
)
from schema.connections.connection import Connection
from schema.connections.to_many import has_many
from schema.declarations.batched import batched
from schema.declarations.row_types import row_type
from schema.declarations.source import column, derived
from schema.types.activity import Activity
from schema.types.address import Address, address_of
from schema.types.customer_totals import CustomerTotals
from schema.types.invoice import Invoice
from schema.types.metadata_entry import MetadataEntry, metadata_of
from schema.types.node import Node
from schema.types.payment_intent import PaymentIntent
from schema.types.scalars import CurrencyCode
from schema.types.subscription import BillingSubscription
from schema.types.tax_id import TaxId, tax_ids_of


def _totals(summary: CustomerSummary) -> list[Totals]:
    return [totals for _, totals in sorted(summary.totals.items())]


def _delinquent(summary: CustomerSummary) -> bool:
    return summary.delinquent


def _next_billing_at(summary: CustomerSummary) -> Instant | None:
    return summary.next_billing_at


@row_type(CustomerRow, "Who pays: the profile, and everything that belongs to it.")
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
        through=_delinquent,
        description="Whether something is owed late: a subscription past due or unpaid, or an invoice overdue.",
    )
    next_billing_at: Instant | None = batched(
        SUMMARY_OF_CUSTOMER, through=_next_billing_at, description="When one of their subscriptions is charged next."
    )
    totals: list[CustomerTotals] = batched(
        SUMMARY_OF_CUSTOMER, through=_totals, description="Sums for each currency, by its code; never summed across."
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
