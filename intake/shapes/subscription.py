"""Stripe's subscription as a row with its items."""

from intake.shapes.cancellation import read_cancellation
from intake.shapes.fields import Fields
from intake.shapes.subscription_item import read_items
from intake.shapes.translated import Reference, Row, Translated
from models.billing.subscription import SubscriptionStatus
from models.values.instant import Instant


def translate_subscription(fields: Fields) -> Translated:
    """The row and its items, whose amounts their plans complete; Refused says what is wrong."""
    items = read_items(fields)
    customer = fields.need(fields.reference, "customer")
    status = fields.need(lambda name: fields.member(name, SubscriptionStatus), "status")
    start, end = _read_period(fields)
    row: Row = {
        "customer_id": customer,
        "status": status,
        "currency": _read_currency(fields, items.fields),
        "current_period_start": start,
        "current_period_end": end,
        "trial_end": fields.moment("trial_end"),
        **read_cancellation(fields, status, end),
        "created_at": fields.need(fields.moment, "created"),
    }
    return Translated(
        "subscription",
        fields.need(fields.identifier, "id"),
        row,
        {"subscription_item": items.rows},
        [Reference("customer", customer, f"{fields.path}customer"), *items.references],
        items.expanded,
    )


def _read_period(fields: Fields) -> tuple[Instant, Instant]:
    """On the subscription before 2025-03-31, on its items since: the one that ends first is charged next."""
    if fields.has("current_period_end"):
        return _period_of(fields)
    periods = [_period_of(item) for item in fields.children("items") or [] if item.has("current_period_end")]
    if not periods:
        raise fields.refuse("current_period_end", "is missing, and so it is on the items")
    return min(periods, key=lambda period: (period[1], period[0]))


def _period_of(fields: Fields) -> tuple[Instant, Instant]:
    return (
        fields.need(fields.moment, "current_period_start"),
        fields.need(fields.moment, "current_period_end"),
    )


def _read_currency(fields: Fields, items: list[Fields]) -> str:
    """Before 2022 it stood on the prices only."""
    currency = fields.currency("currency")
    prices = [item.expanded(name) for item in items for name in ("price", "plan")]
    found = [currency, *(price.currency("currency") for price in prices if price)]
    for candidate in found:
        if candidate:
            return candidate
    raise fields.refuse("currency", "is missing")
