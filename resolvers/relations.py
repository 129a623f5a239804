"""Every relation between tables that is read: the rows that a row names, and those that name it."""

from models.billing.charge import Charge
from models.billing.credit_note import CreditNote
from models.billing.customer import Customer
from models.billing.dispute import Dispute
from models.billing.invoice import Invoice, InvoiceStatus
from models.billing.invoice_line import InvoiceLine
from models.billing.payment_intent import PaymentIntent, PaymentIntentStatus
from models.billing.payment_method import PaymentMethod
from models.billing.refund import Refund
from models.billing.subscription import DUE_STATUS, Subscription, SubscriptionStatus, is_due
from models.billing.subscription_schedule import SubscriptionSchedule
from models.summaries.invoice_summary import InvoiceSummary
from models.summaries.payment_summary import PaymentSummary
from resolvers.belongs_to import BelongsTo
from resolvers.has_many import DueStatus, HasMany
from resolvers.paging.orders import BY_POSITION, DEFAULT_FIRST

CUSTOMER = BelongsTo(Customer)
PAYMENT_INTENT = BelongsTo(PaymentIntent)
SUBSCRIPTION = BelongsTo(Subscription)
INVOICE = BelongsTo(Invoice)
REFUND = BelongsTo(Refund)
DISPUTE = BelongsTo(Dispute)
PAYMENT_METHOD = BelongsTo(PaymentMethod)
CREDIT_NOTE = BelongsTo(CreditNote)
CHARGE = BelongsTo(Charge)
SCHEDULE = BelongsTo(SubscriptionSchedule)

PAYMENT_INTENTS_OF_CUSTOMER = HasMany(
    "payment_intents_by_customer_id",
    PaymentIntent,
    "customer_id",
    status=PaymentIntentStatus,
    counted=PaymentSummary,
)
SUBSCRIPTIONS_OF_CUSTOMER = HasMany(
    "subscriptions_by_customer_id",
    Subscription,
    "customer_id",
    status=SubscriptionStatus,
    due=DueStatus(DUE_STATUS, is_due),
)
INVOICES_OF_CUSTOMER = HasMany(
    "invoices_by_customer_id", Invoice, "customer_id", status=InvoiceStatus, counted=InvoiceSummary
)
INVOICES_OF_SUBSCRIPTION = HasMany("invoices_by_subscription_id", Invoice, "subscription_id", status=InvoiceStatus)
PAYMENT_INTENTS_OF_INVOICE = HasMany("payment_intents_by_invoice_id", PaymentIntent, "invoice_id")
LINES_OF_INVOICE = HasMany("lines_by_invoice_id", InvoiceLine, "invoice_id", order=BY_POSITION)
CHARGES_OF_PAYMENT = HasMany("charges_by_payment_intent_id", Charge, "payment_intent_id")
REFUNDS_OF_PAYMENT = HasMany("refunds_by_payment_id", Refund, "payment_id")
DISPUTES_OF_PAYMENT = HasMany("disputes_by_payment_id", Dispute, "payment_id")
PAYMENT_METHODS_OF_CUSTOMER = HasMany(
    "payment_methods_by_customer_id", PaymentMethod, "customer_id", order=DEFAULT_FIRST, unless="deleted_at"
)
CREDIT_NOTES_OF_CUSTOMER = HasMany("credit_notes_by_customer_id", CreditNote, "customer_id")
