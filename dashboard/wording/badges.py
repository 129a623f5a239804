"""The badge of each status: a short text and a tone."""

from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

from models.billing.charge import ChargeStatus
from models.billing.customer import Customer
from models.billing.customer_status import CustomerStatus
from models.billing.dispute import DisputeStatus
from models.billing.invoice import Invoice, InvoiceStatus
from models.billing.payment_intent import PaymentIntent, PaymentIntentStatus, RefundStatus
from models.billing.refund import RefundState
from models.billing.subscription import Subscription, SubscriptionStatus
from models.values.instant import Instant
from resolvers.activity.activity import ActivityKind


class Tone(StrEnum):
    """The colour of a badge, which is never its only sign."""

    GOOD = "good"
    BUSY = "busy"
    WARN = "warn"
    BAD = "bad"
    PAST = "past"


class Badge(NamedTuple):
    """A short text with a tone."""

    text: str
    tone: Tone


PAYMENT_BADGES = {
    PaymentIntentStatus.SUCCEEDED: Badge("Succeeded", Tone.GOOD),
    PaymentIntentStatus.PROCESSING: Badge("Processing", Tone.BUSY),
    PaymentIntentStatus.REQUIRES_ACTION: Badge("Needs customer action", Tone.WARN),
    PaymentIntentStatus.REQUIRES_PAYMENT_METHOD: Badge("Needs a payment method", Tone.WARN),
    PaymentIntentStatus.REQUIRES_CONFIRMATION: Badge("Needs confirmation", Tone.WARN),
    PaymentIntentStatus.REQUIRES_CAPTURE: Badge("Needs capture", Tone.WARN),
    PaymentIntentStatus.FAILED: Badge("Failed", Tone.BAD),
    PaymentIntentStatus.CANCELED: Badge("Cancelled", Tone.PAST),
}

REFUND_BADGES = {
    RefundStatus.NONE: None,
    RefundStatus.PARTIAL: Badge("Partly refunded", Tone.WARN),
    RefundStatus.FULL: Badge("Refunded", Tone.PAST),
}
DISPUTED = Badge("Disputed", Tone.BAD)

ATTEMPT_BADGES = {
    ChargeStatus.SUCCEEDED: Badge("Succeeded", Tone.GOOD),
    ChargeStatus.PENDING: Badge("In progress", Tone.BUSY),
    ChargeStatus.FAILED: Badge("Failed", Tone.BAD),
}

AUTHORISED = Badge("Authorised", Tone.BUSY)

REFUND_STATE_BADGES = {
    RefundState.PENDING: Badge("On its way", Tone.BUSY),
    RefundState.REQUIRES_ACTION: Badge("Waiting for the customer", Tone.WARN),
    RefundState.SUCCEEDED: Badge("Refunded", Tone.GOOD),
    RefundState.FAILED: Badge("Failed", Tone.BAD),
    RefundState.CANCELED: Badge("Cancelled", Tone.PAST),
}
RELEASED = Badge("Not captured", Tone.PAST)

DISPUTE_BADGES = {
    DisputeStatus.WARNING_NEEDS_RESPONSE: Badge("Enquiry: needs a response", Tone.WARN),
    DisputeStatus.WARNING_UNDER_REVIEW: Badge("Enquiry: under review", Tone.BUSY),
    DisputeStatus.WARNING_CLOSED: Badge("Enquiry closed", Tone.PAST),
    DisputeStatus.NEEDS_RESPONSE: Badge("Needs a response", Tone.BAD),
    DisputeStatus.UNDER_REVIEW: Badge("Under review", Tone.BUSY),
    DisputeStatus.WON: Badge("Won", Tone.GOOD),
    DisputeStatus.LOST: Badge("Lost", Tone.BAD),
    DisputeStatus.PREVENTED: Badge("Prevented", Tone.PAST),
}

SUBSCRIPTION_BADGES = {
    SubscriptionStatus.ACTIVE: Badge("Active", Tone.GOOD),
    SubscriptionStatus.TRIALING: Badge("Trial", Tone.BUSY),
    SubscriptionStatus.PAST_DUE: Badge("Past due", Tone.BAD),
    SubscriptionStatus.UNPAID: Badge("Unpaid", Tone.BAD),
    SubscriptionStatus.INCOMPLETE: Badge("Incomplete", Tone.WARN),
    SubscriptionStatus.PAUSED: Badge("Paused", Tone.WARN),
    SubscriptionStatus.CANCELED: Badge("Cancelled", Tone.PAST),
    SubscriptionStatus.INCOMPLETE_EXPIRED: Badge("Expired", Tone.PAST),
}

INVOICE_BADGES = {
    InvoiceStatus.DRAFT: Badge("Draft", Tone.PAST),
    InvoiceStatus.OPEN: Badge("Open", Tone.BUSY),
    InvoiceStatus.PAID: Badge("Paid", Tone.GOOD),
    InvoiceStatus.VOID: Badge("Void", Tone.PAST),
    InvoiceStatus.UNCOLLECTIBLE: Badge("Uncollectible", Tone.BAD),
}
OVERDUE = Badge("Overdue", Tone.BAD)

COLLECTION_PAUSED = Badge("Collection paused", Tone.WARN)

DEFAULT = Badge("Default", Tone.GOOD)
EXPIRED = Badge("Expired", Tone.BAD)
EXPIRES_BEFORE_NEXT_CHARGE = Badge("Expires before the next charge", Tone.WARN)

CUSTOMER_BADGES = {
    CustomerStatus.PAST_DUE: Badge("Past due", Tone.BAD),
    CustomerStatus.OVERDUE: Badge("Invoice overdue", Tone.BAD),
    CustomerStatus.DISPUTED: DISPUTED,
    CustomerStatus.CANCELLING: Badge("Cancelling", Tone.WARN),
    CustomerStatus.CARD_ENDS: Badge("Card expiring", Tone.WARN),
    CustomerStatus.PAUSED: Badge("Paused", Tone.WARN),
    CustomerStatus.ACTIVE: Badge("Active", Tone.GOOD),
    CustomerStatus.INACTIVE: Badge("Inactive", Tone.PAST),
}

# Beside the statuses: a deleted customer may still owe.
DELETED = Badge("Deleted", Tone.PAST)

ACTIVITY_TONES = {
    ActivityKind.PAYMENT_SUCCEEDED: Tone.GOOD,
    ActivityKind.PAYMENT_FAILED: Tone.BAD,
    ActivityKind.PAYMENT_PENDING: Tone.BUSY,
    ActivityKind.PAYMENT_REFUNDED: Tone.WARN,
    ActivityKind.PAYMENT_DISPUTED: Tone.BAD,
    ActivityKind.DISPUTE_CLOSED: Tone.BUSY,
    ActivityKind.CREDIT_NOTE_ISSUED: Tone.WARN,
    ActivityKind.INVOICE_PAID: Tone.GOOD,
    ActivityKind.SUBSCRIPTION_PAUSED: Tone.WARN,
    ActivityKind.SUBSCRIPTION_UNPAUSED: Tone.GOOD,
    ActivityKind.SUBSCRIPTION_STARTED: Tone.GOOD,
    ActivityKind.SUBSCRIPTION_CANCELLATION_SCHEDULED: Tone.WARN,
    ActivityKind.SUBSCRIPTION_CANCELED: Tone.WARN,
}


def customer_badges(customer: Customer, statuses: Iterable[CustomerStatus]) -> list[Badge]:
    """Whether the customer was deleted on the platform, then the badges of the statuses."""
    deleted = [] if customer.deleted_at is None else [DELETED]
    return deleted + [CUSTOMER_BADGES[status] for status in statuses]


def payment_badges(payment: PaymentIntent) -> list[Badge]:
    """The badge of a payment's status, then those of what became of its money."""
    refunded = REFUND_BADGES[payment.refund_status]
    badges = [PAYMENT_BADGES[payment.status], refunded, DISPUTED if payment.disputed else None]
    return [badge for badge in badges if badge is not None]


def subscription_badge(subscription: Subscription) -> Badge:
    """The badge of a subscription."""
    return SUBSCRIPTION_BADGES[subscription.status]


def invoice_badge(invoice: Invoice, now: Instant) -> Badge:
    """The badge of an invoice; an open one that is late is overdue."""
    return OVERDUE if invoice.is_late(now) else INVOICE_BADGES[invoice.status]
