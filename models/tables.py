"""Every table, in one place, for migrations and for code that must see them all."""

from sqlalchemy import MetaData
from sqlmodel import SQLModel

from models.access.api_key import ApiKey
from models.access.customer_read import CustomerRead
from models.access.operator import Operator
from models.access.operator_session import OperatorSession
from models.access.project import Project
from models.access.revoked_link import RevokedLink
from models.access.second_factor import RecoveryCode, SecondFactor
from models.billing.balance_transaction import CustomerBalanceTransaction
from models.billing.charge import Charge
from models.billing.credit_note import CreditNote, CreditNoteLine
from models.billing.credit_note_pdf import CreditNotePdf
from models.billing.customer import Customer
from models.billing.discount import Coupon, Discount
from models.billing.dispute import Dispute
from models.billing.erasure import Erasure
from models.billing.event import Event
from models.billing.idempotency import IdempotencyRecord
from models.billing.imported_event import ImportedEvent
from models.billing.invoice import Invoice
from models.billing.invoice_item import InvoiceItem
from models.billing.invoice_line import InvoiceLine
from models.billing.invoice_payment import InvoicePayment
from models.billing.invoice_pdf import InvoicePdf
from models.billing.link_revocation import LinkRevocation
from models.billing.payment_intent import PaymentIntent
from models.billing.payment_method import PaymentMethod
from models.billing.plan import Plan, Product
from models.billing.refund import Refund
from models.billing.subscription import Subscription
from models.billing.subscription_item import SubscriptionItem
from models.billing.subscription_schedule import SubscriptionSchedule
from models.billing.tax import TaxIdentifier, TaxRate
from models.ownership import table_of
from models.search.search_entry import SearchEntry
from models.summaries.customer_count import CustomerCount
from models.summaries.customer_facets import CustomerFacets
from models.summaries.customer_figures import CustomerFigures
from models.summaries.ending_card import EndingCard
from models.summaries.invoice_summary import InvoiceSummary
from models.summaries.payment_summary import PaymentMonth, PaymentSummary

TABLES: tuple[type[SQLModel], ...] = (
    Project,
    ApiKey,
    Operator,
    OperatorSession,
    Customer,
    Product,
    Plan,
    Subscription,
    SubscriptionItem,
    Invoice,
    InvoiceLine,
    InvoicePdf,
    PaymentIntent,
    Charge,
    Refund,
    Dispute,
    CreditNote,
    CreditNoteLine,
    CreditNotePdf,
    PaymentMethod,
    Coupon,
    Discount,
    TaxRate,
    TaxIdentifier,
    CustomerBalanceTransaction,
    SubscriptionSchedule,
    InvoicePayment,
    InvoiceItem,
    ImportedEvent,
    Event,
    IdempotencyRecord,
    PaymentSummary,
    PaymentMonth,
    InvoiceSummary,
    EndingCard,
    CustomerFacets,
    CustomerCount,
    CustomerFigures,
    SearchEntry,
    CustomerRead,
    RevokedLink,
    LinkRevocation,
    SecondFactor,
    RecoveryCode,
    Erasure,
)

METADATA: MetaData = SQLModel.metadata
MODELS = {table_of(model): model for model in TABLES}
"""The model of each table."""

# No code uses these any more, but processes of the last release still write them while they are replaced: the release
# after this one drops them.
RETIRED_OF_CUSTOMERS = frozenset({"customer_word"})
RETIRED = RETIRED_OF_CUSTOMERS | {"facet_count"}


def is_in_use(name: str | None, kind: str, _parents: object) -> bool:
    """Whether a migration may change what the database has by this name; a retired table is left as it is."""
    return kind != "table" or name not in RETIRED
