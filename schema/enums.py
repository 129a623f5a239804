"""The enums of the schema, and a description for each of their values."""

from models.access.permissions import Permission
from models.access.viewer import Role
from models.billing.cancellation import CancellationCause, CancellationReason, CancellationTiming
from models.billing.credit_note import CreditNoteStatus
from models.billing.dispute import DisputeStatus
from models.billing.invoice import InvoiceStatus
from models.billing.payment_intent import PaymentIntentStatus, RefundStatus
from models.billing.plan import BillingInterval
from models.billing.refund import RefundState
from models.billing.subscription import PauseBehavior, SubscriptionStatus
from models.pricing.next_charge import ChargeUnknown
from models.pricing.price import PricingModel
from models.search.search_match import SearchMatchKind
from models.summaries.facets import Risk
from resolvers.customers.filter.customer_filter import CustomerOrder
from schema.describing import describe

describe(
    Role,
    "What a key, an operator or a customer's token may do.",
    {
        Role.VIEWER: "Sees everything and changes nothing.",
        Role.OPERATOR: "May also cancel and resume subscriptions, and create tokens for customers.",
        Role.ADMIN: "May also see who read which customer, and erase customers.",
        Role.CUSTOMER: "Sees one customer and what is theirs, and changes nothing.",
    },
)
describe(
    Permission,
    "What a role may do beyond reading. More may come.",
    {
        Permission.CANCEL_SUBSCRIPTION: "Cancels subscriptions.",
        Permission.RESUME_SUBSCRIPTION: "Withdraws scheduled cancellations.",
        Permission.CREATE_CUSTOMER_TOKEN: "Creates tokens for customers; only with an API key.",
        Permission.MANAGE_OPERATORS: "Makes and revokes operators; by commands alone so far.",
        Permission.READ_ACCESS_LOG: "Sees who read which customer.",
        Permission.ERASE_CUSTOMER: "Erases customers; on the pages and by a command.",
        Permission.REVOKE_LINK: "Revokes links to invoices on the pages, and by a command.",
    },
)
describe(
    CustomerOrder,
    "How a list of customers is ordered.",
    {
        CustomerOrder.NEWEST: "The most recently created first.",
        CustomerOrder.OLDEST: "The first created first.",
        CustomerOrder.NAME: "By name whatever its case; those without a name last.",
        CustomerOrder.RELEVANCE: "Of a search: ids, numbers and whole values first, then whole words, beginnings and "
        "pieces of words; of each the most recently created first.",
    },
)
describe(
    Risk,
    "Why a customer is at risk.",
    {
        Risk.LATE: "A subscription is past due or unpaid, or an invoice overdue.",
        Risk.DISPUTED: "Money is held or lost in a dispute.",
        Risk.CANCELLING: "A current subscription is scheduled to end.",
        Risk.CARD_ENDS: "A card ends before the next charge that it pays.",
    },
)
describe(
    SearchMatchKind,
    "What a search found a customer by.",
    {
        SearchMatchKind.ID: "The id of the customer, or of an object of theirs.",
        SearchMatchKind.INVOICE_NUMBER: "The number of an invoice, or its beginning.",
        SearchMatchKind.NAME: "Words of the name, or pieces of them.",
        SearchMatchKind.EMAIL: "The e-mail address, or words of it.",
        SearchMatchKind.PHONE: "The phone number.",
        SearchMatchKind.CARD: "The last four digits of a card.",
        SearchMatchKind.AMOUNT: "What a payment asked for or received, or an invoice's total.",
        SearchMatchKind.METADATA: "A value of metadata.",
    },
)
describe(
    PaymentIntentStatus,
    "Where a payment stands.",
    {
        PaymentIntentStatus.REQUIRES_PAYMENT_METHOD: "Waits for a payment method.",
        PaymentIntentStatus.REQUIRES_CONFIRMATION: "Waits to be confirmed.",
        PaymentIntentStatus.REQUIRES_ACTION: "Waits for the customer, such as for 3D Secure.",
        PaymentIntentStatus.PROCESSING: "Is on its way; the bank has not answered yet.",
        PaymentIntentStatus.REQUIRES_CAPTURE: "Is authorised and waits to be captured.",
        PaymentIntentStatus.SUCCEEDED: "Completed successfully.",
        PaymentIntentStatus.FAILED: "Did not complete: `failure` says why.",
        PaymentIntentStatus.CANCELED: "Was canceled before it completed.",
    },
)
describe(
    RefundStatus,
    "How much of what a payment brought in was given back.",
    {
        RefundStatus.NONE: "Nothing.",
        RefundStatus.PARTIAL: "A part of it.",
        RefundStatus.FULL: "All of it.",
    },
)
describe(
    RefundState,
    "Where a refund stands.",
    {
        RefundState.PENDING: "Is on its way; it counts as given back.",
        RefundState.REQUIRES_ACTION: "Waits for the customer, such as for their bank details.",
        RefundState.SUCCEEDED: "Was given back.",
        RefundState.FAILED: "Did not reach the customer: `failureReason` says why. Nothing was given back.",
        RefundState.CANCELED: "Was called off: nothing was given back.",
    },
)
describe(
    DisputeStatus,
    "Where a dispute stands.",
    {
        DisputeStatus.WARNING_NEEDS_RESPONSE: "The bank asks and waits for an answer; it holds no money.",
        DisputeStatus.WARNING_UNDER_REVIEW: "The bank looks at the answer to its question; it holds no money.",
        DisputeStatus.WARNING_CLOSED: "The bank closed its inquiry without a dispute.",
        DisputeStatus.NEEDS_RESPONSE: "The money is held; evidence can be handed in.",
        DisputeStatus.UNDER_REVIEW: "The money is held while the bank looks at the evidence.",
        DisputeStatus.WON: "Decided for the seller: the money came back.",
        DisputeStatus.LOST: "Decided for the customer: the money is lost.",
        DisputeStatus.PREVENTED: "Settled before it began; it holds no money.",
    },
)
describe(
    CreditNoteStatus,
    "Whether a credit note is in force.",
    {
        CreditNoteStatus.ISSUED: "In force: it makes the invoice smaller.",
        CreditNoteStatus.VOID: "Withdrawn: the invoice is what it was before.",
    },
)
describe(
    SubscriptionStatus,
    "Where a subscription stands.",
    {
        SubscriptionStatus.ACTIVE: "Runs and is paid for; `cancelAt` tells whether it will end.",
        SubscriptionStatus.TRIALING: "Runs as a trial and is charged at its end.",
        SubscriptionStatus.PAST_DUE: "The last charge failed and all retries too.",
        SubscriptionStatus.UNPAID: "Stays open with unpaid invoices; no further charges are tried.",
        SubscriptionStatus.CANCELED: "Has ended and is never charged again.",
        SubscriptionStatus.INCOMPLETE: "Waits for its first payment.",
        SubscriptionStatus.INCOMPLETE_EXPIRED: "Never began: its first payment did not come in time.",
        SubscriptionStatus.PAUSED: "Rests until it is taken up again.",
    },
)
describe(
    InvoiceStatus,
    "Where an invoice stands.",
    {
        InvoiceStatus.DRAFT: "Not issued yet: it may still change and has no PDF.",
        InvoiceStatus.OPEN: "Issued and waits for payment.",
        InvoiceStatus.PAID: "Paid in full.",
        InvoiceStatus.VOID: "Withdrawn: nothing is owed.",
        InvoiceStatus.UNCOLLECTIBLE: "Given up: payment is no longer expected.",
    },
)
describe(
    BillingInterval,
    "The unit of time a plan's price is for.",
    {
        BillingInterval.DAY: "A day.",
        BillingInterval.WEEK: "A week.",
        BillingInterval.MONTH: "A month.",
        BillingInterval.YEAR: "A year.",
    },
)
describe(
    ChargeUnknown,
    "Why the amount of the next charge can't be known.",
    {
        ChargeUnknown.METERED: "The amount depends on the use until then.",
        ChargeUnknown.PRICE_NOT_KNOWN: "The customer, a discount or a price in this currency is not known.",
        ChargeUnknown.TAX_NOT_KNOWN: "The platform works out the tax, or a tax rate is not known in percent.",
        ChargeUnknown.SCHEDULE_NOT_KNOWN: "A schedule changes what is charged, and not enough of it is known.",
        ChargeUnknown.OUT_OF_DATE: "The period has ended already: what is stored is older than the charge.",
    },
)
describe(
    PricingModel,
    "How a quantity of a price becomes an amount.",
    {
        PricingModel.FLAT: "Each unit costs the same.",
        PricingModel.PACKAGE: "Units are sold in packages of one size.",
        PricingModel.GRADUATED: "Each unit costs the price of its own tier.",
        PricingModel.VOLUME: "All units cost the price of the tier that the whole quantity falls into.",
        PricingModel.METERED: "The amount depends on the use until the end of the period.",
        PricingModel.UNKNOWN: "The price does not say.",
    },
)
describe(
    PauseBehavior,
    "What becomes of invoices while collection is paused.",
    {
        PauseBehavior.KEEP_AS_DRAFT: "They stay drafts.",
        PauseBehavior.MARK_UNCOLLECTIBLE: "They are marked uncollectible.",
        PauseBehavior.VOID: "They are voided.",
    },
)
describe(
    CancellationTiming,
    "When a cancellation takes effect.",
    {
        CancellationTiming.IMMEDIATELY: "At once.",
        CancellationTiming.AT_PERIOD_END: "When the period that is paid for ends.",
        CancellationTiming.ON_DATE: "On the date given as `cancelAt`.",
    },
)
describe(
    CancellationReason,
    "Why a customer leaves.",
    {
        CancellationReason.CUSTOMER_SERVICE: "Customer service was less than expected.",
        CancellationReason.LOW_QUALITY: "Quality was less than expected.",
        CancellationReason.MISSING_FEATURES: "Some features are missing.",
        CancellationReason.SWITCHED_SERVICE: "They switched to another service.",
        CancellationReason.TOO_COMPLEX: "It was too hard to use.",
        CancellationReason.TOO_EXPENSIVE: "It is too expensive.",
        CancellationReason.UNUSED: "They don't use it enough.",
        CancellationReason.OTHER: "Another reason: the comment may tell.",
    },
)
describe(
    CancellationCause,
    "What ended a subscription, or will end it. New causes may be added.",
    {
        CancellationCause.REQUESTED: "Somebody asked for it: the customer or the seller.",
        CancellationCause.PAYMENT_FAILED: "Its payment failed, and nobody asked for it.",
        CancellationCause.PAYMENT_DISPUTED: "A payment of it was disputed, and nobody asked for it.",
        CancellationCause.UNKNOWN: "It is not known what ended it.",
    },
)
