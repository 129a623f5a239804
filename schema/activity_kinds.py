"""A description for each kind of activity."""

from resolvers.activity.activity import ActivityKind
from schema.describing import describe

describe(
    ActivityKind,
    "What happened to a customer. More kinds may come: show the summary of one that is not known.",
    {
        ActivityKind.PAYMENT_SUCCEEDED: "A payment was begun that has succeeded.",
        ActivityKind.PAYMENT_FAILED: "A payment was begun that has failed, or one attempt at a payment failed.",
        ActivityKind.PAYMENT_CANCELED: "A payment was begun that was canceled.",
        ActivityKind.PAYMENT_PENDING: "A payment was begun whose outcome is still open.",
        ActivityKind.INVOICE_ISSUED: "An invoice was issued.",
        ActivityKind.INVOICE_PAID: "An invoice was paid in full.",
        ActivityKind.INVOICE_VOIDED: "An invoice was withdrawn.",
        ActivityKind.SUBSCRIPTION_STARTED: "A subscription was created.",
        ActivityKind.SUBSCRIPTION_CANCELLATION_SCHEDULED: "A subscription's end was set for a later time.",
        ActivityKind.SUBSCRIPTION_RESUMED: "A scheduled cancellation was withdrawn.",
        ActivityKind.SUBSCRIPTION_CANCELED: "A subscription was canceled at once.",
        ActivityKind.SUBSCRIPTION_ENDED: "A subscription came to its end.",
        ActivityKind.PAYMENT_REFUNDED: "Money of a payment was given back, or is on its way back.",
        ActivityKind.PAYMENT_DISPUTED: "The customer's bank took a payment back, or asked about it.",
        ActivityKind.DISPUTE_CLOSED: "A dispute was decided.",
        ActivityKind.CREDIT_NOTE_ISSUED: "An invoice was made smaller by a credit note.",
        ActivityKind.SUBSCRIPTION_PAUSED: "Collecting a subscription's payments was paused.",
        ActivityKind.SUBSCRIPTION_UNPAUSED: "A subscription's payments are collected again.",
        ActivityKind.OTHER: "Something else: the summary tells.",
    },
)
