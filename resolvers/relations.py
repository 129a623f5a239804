"""Every relation between tables that is read: the rows that a row names, and those that name it."""

from models.billing.customer import Customer
from models.billing.invoice import Invoice, InvoiceStatus
from models.billing.invoice_line import InvoiceLine
from models.billing.payment_intent import PaymentIntent, PaymentIntentStatus
from models.billing.subscription import Subscription, SubscriptionStatus
from resolvers.belongs_to import BelongsTo
from resolvers.has_many import HasMany
from resolvers.paging.orders import BY_POSITION

CUSTOMER = BelongsTo(Customer)
PAYMENT_INTENT = BelongsTo(PaymentIntent)
SUBSCRIPTION = BelongsTo(Subscription)
INVOICE = BelongsTo(Invoice)

PAYMENT_INTENTS_OF_CUSTOMER = HasMany(
    "payment_intents_by_customer_id", PaymentIntent, "customer_id", status=PaymentIntentStatus
)
SUBSCRIPTIONS_OF_CUSTOMER = HasMany(
    "subscriptions_by_customer_id", Subscription, "customer_id", status=SubscriptionStatus
)
INVOICES_OF_CUSTOMER = HasMany("invoices_by_customer_id", Invoice, "customer_id", status=InvoiceStatus)
INVOICES_OF_SUBSCRIPTION = HasMany("invoices_by_subscription_id", Invoice, "subscription_id", status=InvoiceStatus)
LINES_OF_INVOICE = HasMany("lines_by_invoice_id", InvoiceLine, "invoice_id", order=BY_POSITION)
