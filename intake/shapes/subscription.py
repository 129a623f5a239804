"""Stripe's subscription as a row with its items."""

from intake.shapes.cancellation import read_cancellation
from intake.shapes.discount import read_discounts
from intake.shapes.fields import Fields
from intake.shapes.neighbours import Neighbours
from intake.shapes.subscription_item import list_items, read_items
from intake.shapes.translated import Row, Translated
from models.billing.subscription import PauseBehavior, SubscriptionStatus
from models.values.instant import Instant


def translate_subscription(fields: Fields) -> Translated:
    """The row and its items, whose amounts are completed from their plans later; Refused says what is wrong."""
    neighbours = Neighbours(fields)
    currency = _read_currency(fields)
    start, end = _read_period(fields)
    items = read_items(fields, currency, (start, end), neighbours)
    customer = neighbours.need("customer", "customer")
    status = fields.need(lambda name: fields.member(name, SubscriptionStatus), "status")
    neighbours.expand("invoice", fields.expanded("latest_invoice"))
    row: Row = {
        "customer_id": customer,
        "status": status,
        "currency": currency,
        "current_period_start": start,
        "current_period_end": end,
        "trial_end": fields.moment("trial_end"),
        "items_complete": not fields.is_cut_short("items"),
        **read_cancellation(fields, status, end),
        **_read_pause(fields),
        **_read_charging(fields, neighbours),
        "created_at": fields.need(fields.moment, "created"),
    }
    return Translated(
        "subscription",
        fields.need(fields.identifier, "id"),
        row,
        {"subscription_item": items},
        neighbours.references,
        neighbours.expanded,
    )


def _read_pause(fields: Fields) -> Row:
    """Of collection: the subscription's status says nothing of it."""
    pause = fields.child("pause_collection")
    behavior = pause and pause.need(lambda name: pause.member(name, PauseBehavior), "behavior")
    return {"pause_behavior": behavior, "pause_resumes_at": pause and pause.moment("resumes_at")}


def _read_charging(fields: Fields, neighbours: Neighbours) -> Row:
    """What says how the next period is charged."""
    automatic_tax = fields.child("automatic_tax")
    trial_settings = fields.child("trial_settings")
    trial_end = trial_settings and trial_settings.child("end_behavior")
    return {
        "schedule_id": neighbours.find("schedule", "subscription_schedule"),
        "collection_method": fields.text("collection_method") or fields.text("billing"),
        "billing_cycle_anchor": fields.moment("billing_cycle_anchor"),
        "default_payment_method_id": neighbours.find("default_payment_method", "payment_method")
        or neighbours.find("default_source", "card"),
        "discount_ids": read_discounts(fields, neighbours),
        "tax_rate_ids": _read_tax_rates(fields, neighbours),
        "automatic_tax": automatic_tax and automatic_tax.flag("enabled"),
        "trial_end_behavior": trial_end and trial_end.text("missing_payment_method"),
    }


def _read_tax_rates(fields: Fields, neighbours: Neighbours) -> list[str] | None:
    """Before 2019-05-16 a subscription had one percentage of its own, which was put on top of its prices."""
    named = neighbours.list_ids("default_tax_rates", "tax_rate")
    if named or not fields.exact("tax_percent"):
        return named
    own = f"{fields.source.get('id')}/tax"
    percentage = fields.source["tax_percent"]
    neighbours.expand("tax_rate", Fields({"id": own, "percentage": percentage, "inclusive": False}, fields.path))
    return [own]


def _read_period(fields: Fields) -> tuple[Instant, Instant]:
    """On the subscription before 2025-03-31, on its items since: the one that ends first is charged next."""
    if fields.has("current_period_end"):
        return _period_of(fields)
    periods = [_period_of(item) for item in list_items(fields) if item.has("current_period_end")]
    if not periods:
        raise fields.refuse("current_period_end", "is missing, and so it is on the items")
    return min(periods, key=lambda period: (period[1], period[0]))


def _period_of(fields: Fields) -> tuple[Instant, Instant]:
    return (
        fields.need(fields.moment, "current_period_start"),
        fields.need(fields.moment, "current_period_end"),
    )


def _read_currency(fields: Fields) -> str:
    """Before 2022 it stood on the prices only."""
    prices = [item.expanded(name) for item in list_items(fields) for name in ("price", "plan")]
    for candidate in (fields, *prices):
        currency = candidate and candidate.currency("currency")
        if currency:
            return currency
    raise fields.refuse("currency", "is missing")
