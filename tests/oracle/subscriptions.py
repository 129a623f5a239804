"""The state and the periods of a subscription at a moment.

docs.stripe.com/billing/subscriptions/overview#subscription-statuses, …/cancel, …/pause-payment, …/billing-cycle.
"""

import calendar
from datetime import UTC, datetime, timedelta

from tests.oracle.books import Books, StripeObject

ENDED = {"canceled", "incomplete_expired"}


def items_of(subscription: StripeObject) -> list[StripeObject]:
    return subscription["items"]["data"]


def price_of(books: Books, item: StripeObject) -> StripeObject | None:
    return books.find("price", item["price"])


def period_end(subscription: StripeObject, item: StripeObject) -> int:
    """Since 2025-03-31 each item has a period of its own; before it the subscription had one for all."""
    end = item.get("current_period_end")
    return subscription["current_period_end"] if end is None else end


def first_period_end(subscription: StripeObject) -> int:
    return min(period_end(subscription, item) for item in items_of(subscription))


def scheduled_end(subscription: StripeObject) -> int | None:
    """`cancel_at_period_end` means the end of the period that ends first."""
    if subscription.get("cancel_at") is not None:
        return subscription["cancel_at"]
    return first_period_end(subscription) if subscription.get("cancel_at_period_end") else None


def status(subscription: StripeObject, now: int) -> str:
    """A scheduled end happens at its second, whether or not anything was heard of it."""
    end = scheduled_end(subscription)
    if subscription["status"] not in ENDED and end is not None and end <= now:
        return "canceled"
    return subscription["status"]


def is_collection_paused(subscription: StripeObject, now: int) -> bool:
    pause = subscription.get("pause_collection")
    return pause is not None and (pause.get("resumes_at") is None or now < pause["resumes_at"])


def next_period_end(end: int, recurring: StripeObject, after: int) -> int:
    """The first end of a period after a moment; months without the day end on their last day."""
    count = 0
    while (moment := add_periods(end, recurring, count)) <= after:
        count += 1
    return moment


def add_periods(end: int, recurring: StripeObject, count: int) -> int:
    steps = count * recurring["interval_count"]
    at = datetime.fromtimestamp(end, UTC)
    if recurring["interval"] in ("day", "week"):
        days = steps * (7 if recurring["interval"] == "week" else 1)
        return int((at + timedelta(days=days)).timestamp())
    return int(add_months(at, steps * (12 if recurring["interval"] == "year" else 1)).timestamp())


def add_months(at: datetime, months: int) -> datetime:
    year, month = divmod(at.year * 12 + at.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return at.replace(year=year, month=month + 1, day=min(at.day, last))
