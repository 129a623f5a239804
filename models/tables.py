"""Every table, in one place for migrations and for whoever must see them all."""

from sqlalchemy import MetaData
from sqlmodel import SQLModel

from models.api_key import ApiKey
from models.customer import Customer, CustomerWord
from models.event import Event
from models.idempotency import IdempotencyRecord
from models.invoice import Invoice
from models.invoice_line import InvoiceLine
from models.kept_document import KeptDocument
from models.operator import Operator
from models.operator_session import OperatorSession
from models.payment_intent import PaymentIntent
from models.plan import Plan, Product
from models.project import Project
from models.subscription import Subscription
from models.subscription_item import SubscriptionItem

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
    KeptDocument,
    PaymentIntent,
    Event,
    IdempotencyRecord,
)

METADATA: MetaData = SQLModel.metadata
