"""Every table, in one place for migrations and for whoever must see them all."""

from sqlalchemy import MetaData
from sqlmodel import SQLModel

from models.access.api_key import ApiKey
from models.access.operator import Operator
from models.access.operator_session import OperatorSession
from models.access.project import Project
from models.billing.customer import Customer, CustomerWord
from models.billing.event import Event
from models.billing.idempotency import IdempotencyRecord
from models.billing.invoice import Invoice
from models.billing.invoice_line import InvoiceLine
from models.billing.invoice_pdf import InvoicePdf
from models.billing.payment_intent import PaymentIntent
from models.billing.plan import Plan, Product
from models.billing.subscription import Subscription
from models.billing.subscription_item import SubscriptionItem

TABLES: tuple[type[SQLModel], ...] = (
    Project,
    ApiKey,
    Operator,
    OperatorSession,
    Customer,
    CustomerWord,
    Product,
    Plan,
    Subscription,
    SubscriptionItem,
    Invoice,
    InvoiceLine,
    InvoicePdf,
    PaymentIntent,
    Event,
    IdempotencyRecord,
)

METADATA: MetaData = SQLModel.metadata
