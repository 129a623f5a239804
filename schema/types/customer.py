"""Customer: who pays, and the edges to all that is theirs."""

import strawberry

from models.billing.customer import Customer as CustomerRow
from models.values.instant import Instant
from models.values.money import Amount
from resolvers.activity.timeline import ACTIVITY_OF_CUSTOMER
from resolvers.billing.customer_billing import BILLING_OF_CUSTOMER
from resolvers.billing.discounts import DISCOUNT_OF_CUSTOMER
from resolvers.billing.next_charges import earliest_charge, earliest_moment
from resolvers.billing.pending_items import PENDING_ITEMS_OF_CUSTOMER
from resolvers.customers.summaries import is_late
from resolvers.customers.sums import SUMS_OF_CUSTOMER
from resolvers.customers.totals import customer_totals
from resolvers.figures.figures import StoredFigures
from resolvers.relations import (
    CREDIT_NOTES_OF_CUSTOMER,
    INVOICES_OF_CUSTOMER,
    PAYMENT_INTENTS_OF_CUSTOMER,
    PAYMENT_METHODS_OF_CUSTOMER,
    SUBSCRIPTIONS_OF_CUSTOMER,
)
from schema.connections.connection import Connection
from schema.connections.to_many import has_many
from schema.declarations.batched import batched
from schema.declarations.row_context import Need
from schema.declarations.row_types import row_type
from schema.declarations.source import column, derived, withheld
from schema.types.activity import Activity
from schema.types.address import Address, address_of
from schema.types.credit_note import CreditNote
from schema.types.customer_totals import CustomerTotals
from schema.types.discount import Discount
from schema.types.invoice import Invoice
from schema.types.metadata_entry import MetadataEntry, metadata_of
from schema.types.money import Money
from schema.types.next_charge import NextCharge
from schema.types.node import Node, updated_at
from schema.types.payment_intent import PaymentIntent
from schema.types.payment_method import PaymentMethod
from schema.types.scalars import CurrencyCode
from schema.types.subscription import BillingSubscription
from schema.types.tax_id import TaxId, tax_ids_of


def _balance(balances: dict[str, int] | None) -> list[Amount]:
    return [Amount(amount, currency) for currency, amount in sorted((balances or {}).items())]


@row_type(CustomerRow, "Who pays: the profile, and everything that belongs to it.")
class Customer(Node):
    id: strawberry.ID = column("id", "The customer's id.")
    name: str | None = column("name", "The full name of the person or company.")
    email: str | None = column("email", "Where they are written to.")
    phone: str | None = column("phone", "Where they are called.")
    description: str | None = withheld(
        "description",
        "The project's own note about them; null for a customer's token.",
    )
    address: Address | None = derived(address_of, "address", description="Where they are billed.")
    tax_ids: list[TaxId] = derived(tax_ids_of, "tax_ids", description="What they are registered under for tax.")
    currency: CurrencyCode | None = column("currency", "The currency they are usually billed in.")
    locale: str | None = column("locale", 'The language and region they prefer, such as "de-CH".')
    metadata: list[MetadataEntry] = derived(
        metadata_of,
        "extra",
        needs=(Need.CONTEXT,),
        description="The metadata that the project stores with the customer, by key; empty for a customer's token.",
    )
    created_at: Instant = column("created_at", "When the customer was created.")
    updated_at: Instant = updated_at("deleted_at")
    deleted_at: Instant | None = column(
        "deleted_at",
        "When the customer was deleted on the platform, or erased here; what was paid and billed stays. Else null. "
        "Of an erased customer only the id is left, and amounts and dates until they need not be kept.",
    )
    balance: list[Money] = derived(
        _balance,
        "balances",
        description="What the next invoice is changed by, one for each currency, by its code: negative is the "
        "customer's credit. Empty where there is none or it is not known.",
    )
    discount: Discount | None = batched(
        DISCOUNT_OF_CUSTOMER,
        description="What lowers the charges of all their subscriptions that have no discount of their own.",
    )
    delinquent: bool = batched(
        SUMS_OF_CUSTOMER,
        BILLING_OF_CUSTOMER,
        function=is_late,
        stored=StoredFigures.is_late,
        description="Whether something is owed late: a subscription past due or unpaid, or an invoice overdue.",
    )
    next_billing_at: Instant | None = batched(
        BILLING_OF_CUSTOMER,
        function=earliest_moment,
        stored=StoredFigures.earliest_moment,
        needs=(Need.NOW,),
        description="When one of their subscriptions is charged next: `nextCharge.at`.",
    )
    next_charge: NextCharge | None = batched(
        BILLING_OF_CUSTOMER,
        PENDING_ITEMS_OF_CUSTOMER,
        function=earliest_charge,
        stored=StoredFigures.earliest_charge,
        needs=(Need.NOW,),
        description="The earliest next charge of their subscriptions, with its amount; null when none will come.",
    )
    totals: list[CustomerTotals] = batched(
        SUMS_OF_CUSTOMER,
        BILLING_OF_CUSTOMER,
        function=customer_totals,
        stored=StoredFigures.customer_totals,
        needs=(Need.NOW,),
        description="Sums for each currency, by its code; never summed across.",
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
    payment_methods: Connection[PaymentMethod] = has_many(
        PAYMENT_METHODS_OF_CUSTOMER, "What they can pay with: the default one first, then the newest."
    )
    credit_notes: Connection[CreditNote] = has_many(
        CREDIT_NOTES_OF_CUSTOMER, "What made their invoices smaller after they were issued, newest first."
    )
    activity: Connection[Activity] = has_many(
        ACTIVITY_OF_CUSTOMER,
        "What happened, newest first: each payment, attempts that failed, refunds and disputes; invoices as they were "
        "issued, paid, voided and credited; subscriptions as they started, paused and ended; and what operators did. "
        "Nothing is listed twice, and drafts are left out.",
    )
