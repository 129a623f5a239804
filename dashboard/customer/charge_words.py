"""What a subscription is charged next, what it costs less, and why it is not charged: in the words of the pages."""

from decimal import Decimal

from babel.numbers import format_percent

from dashboard.page.formats import Formats
from models.billing.subscription import PauseBehavior
from models.pricing.discount import Discount
from models.pricing.next_charge import ChargeUnknown
from models.values.instant import Instant
from resolvers.billing.next_charges import SubscriptionCharge

UNKNOWN_AMOUNTS = {
    ChargeUnknown.METERED: "Amount depends on use",
    ChargeUnknown.PRICE_NOT_KNOWN: "Amount not known: a price is missing",
    ChargeUnknown.TAX_NOT_KNOWN: "Amount not known: tax is worked out at the time",
    ChargeUnknown.SCHEDULE_NOT_KNOWN: "Amount not known: the plan changes",
    ChargeUnknown.OUT_OF_DATE: "Amount not known: there is no news since",
}

PAUSES = {
    PauseBehavior.KEEP_AS_DRAFT: "invoices stay drafts",
    PauseBehavior.MARK_UNCOLLECTIBLE: "invoices are written off",
    PauseBehavior.VOID: "invoices are voided",
}


def describe_amount(formats: Formats, charge: SubscriptionCharge) -> str:
    """The amount of a charge, or why it can't be known."""
    if charge.amount is not None:
        return formats.money(*charge.amount)
    return UNKNOWN_AMOUNTS[charge.unknown] if charge.unknown else "Amount not known"


def describe_pause(formats: Formats, behavior: PauseBehavior, resumes_at: Instant | None) -> str:
    """Until when nothing is collected, and what becomes of the invoices."""
    until = "until it is resumed" if resumes_at is None else f"until {formats.day(resumes_at)}"
    return f"Not collected {until}: {PAUSES[behavior]}"


def describe_discount(formats: Formats, discount: Discount | None, currency: str) -> str:
    """What it takes off, and how long."""
    if discount is None:
        return "A discount that isn’t known"
    if discount.percent_off is not None:
        amount = format_percent(discount.percent_off / Decimal(100), "#,##0.##%", locale=formats.preferences.locale)
    else:
        amount = formats.money(discount.amount_off or 0, currency)
    if not discount.recurs:
        return f"{amount} off the next invoice"
    return f"{amount} off" if discount.ends_at is None else f"{amount} off until {formats.day(discount.ends_at)}"
