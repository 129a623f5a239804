"""What a subscription is charged next, what it costs less, and why it is not charged: in the words of the pages."""

from decimal import Decimal

from babel.numbers import format_percent

from dashboard.page.formats import Formats
from models.billing.subscription import PauseBehavior
from models.pricing.next_charge import ChargeUnknown
from models.values.instant import Instant
from resolvers.billing.discounts import RunningDiscount
from resolvers.billing.next_charges import SubscriptionCharge

UNKNOWN_AMOUNTS = {
    ChargeUnknown.METERED: "Amount depends on usage",
    ChargeUnknown.PRICE_NOT_KNOWN: "Amount unknown: a price or some of the customer’s details are missing",
    ChargeUnknown.TAX_NOT_KNOWN: "Amount unknown: tax is calculated at the time",
    ChargeUnknown.SCHEDULE_NOT_KNOWN: "Amount unknown: the plan is due to change",
    ChargeUnknown.OUT_OF_DATE: "Amount unknown: the stored data is out of date",
}

PAUSES = {
    PauseBehavior.KEEP_AS_DRAFT: "invoices are kept as drafts",
    PauseBehavior.MARK_UNCOLLECTIBLE: "invoices are written off",
    PauseBehavior.VOID: "invoices are voided",
}


def describe_amount(formats: Formats, charge: SubscriptionCharge) -> str:
    """The amount of a charge, or why it can't be known."""
    if charge.amount is not None:
        return formats.money(*charge.amount)
    return UNKNOWN_AMOUNTS[charge.unknown] if charge.unknown else "Amount unknown"


def describe_pause(formats: Formats, behavior: PauseBehavior, resumes_at: Instant | None) -> str:
    """Until when nothing is collected, and what becomes of the invoices."""
    until = "until further notice" if resumes_at is None else f"until {formats.day(resumes_at)}"
    return f"Not collected {until}: {PAUSES[behavior]}"


def describe_discount(formats: Formats, discount: RunningDiscount) -> str:
    """What it takes off, and how long."""
    name = f"{discount.name}: " if discount.name else ""
    if discount.percent_off is not None:
        percent = format_percent(discount.percent_off / Decimal(100), "#,##0.##%", locale=formats.preferences.locale)
        return f"{name}{percent} off{_how_long(formats, discount)}"
    if discount.amount_off is not None:
        return f"{name}{formats.money(*discount.amount_off)} off{_how_long(formats, discount)}"
    return f"{name}discount of an unknown amount"


def _how_long(formats: Formats, discount: RunningDiscount) -> str:
    if discount.is_once:
        return " the next invoice"
    return "" if discount.ends_at is None else f" until {formats.day(discount.ends_at)}"
