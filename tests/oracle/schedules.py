"""What a schedule makes of a subscription by a renewal.

docs.stripe.com/billing/subscriptions/subscription-schedules and docs.stripe.com/api/subscription_schedules/object: a
phase says what the subscription sells while it lasts; without discounts of its own it inherits the customer's.
"""

from tests.oracle.books import Books, StripeObject
from tests.oracle.prices import is_metered
from tests.oracle.subscriptions import add_periods, items_of, period_end, price_of, scheduled_end


class NotKnown(Exception):
    """What is charged then depends on what no documentation says beforehand."""


def schedule_of(books: Books, subscription: StripeObject) -> StripeObject | None:
    return books.find("subscription_schedule", subscription.get("schedule"))


def last_moment(books: Books, subscription: StripeObject) -> int | None:
    """When it ends, by itself or with its schedule, whichever comes first."""
    ends, schedule = [scheduled_end(subscription)], schedule_of(books, subscription)
    if schedule is not None and schedule["end_behavior"] == "cancel":
        ends.append(schedule["phases"][-1]["end_date"])
    return min((end for end in ends if end is not None), default=None)


def is_changed_before(books: Books, subscription: StripeObject, at: int, now: int) -> bool:
    """Whether a phase may begin until then: what it leaves to be charged is not known."""
    schedule = schedule_of(books, subscription)
    if schedule is None:
        return bool(subscription.get("schedule"))
    return any(now < phase["start_date"] < at for phase in schedule["phases"])


def renewed(books: Books, subscription: StripeObject, at: int, now: int) -> StripeObject:
    """The subscription as it is charged at a renewal; itself where no phase begins by then."""
    if not subscription.get("schedule"):
        return subscription
    schedule = schedule_of(books, subscription)
    if schedule is None:
        raise NotKnown
    beginning = [phase for phase in schedule["phases"] if now < phase["start_date"] <= at]
    found = in_phase(books, subscription, beginning, at) if beginning else subscription
    if ends_within_a_period(books, found, schedule, at):
        raise NotKnown
    return found


def in_phase(books: Books, subscription: StripeObject, phases: list[StripeObject], at: int) -> StripeObject:
    """With the phase's items in place of its own, but for what was metered until then: that is charged in arrears."""
    items = items_of(subscription)
    if [phase["start_date"] for phase in phases] != [at] or any(period_end(subscription, each) != at for each in items):
        raise NotKnown
    [phase] = phases
    metered = [item for item in items if (price := price_of(books, item)) is not None and is_metered(price)]
    sold = [sold_in(item, number, at) for number, item in enumerate(phase["items"])]
    sold = [item for item in sold if (price := price_of(books, item)) is None or not is_metered(price)]
    changed = {
        "items": {"data": metered + sold},
        "discounts": [discount_from(entry, at) for entry in phase["discounts"]],
        "default_tax_rates": phase["default_tax_rates"],
    }
    return subscription | changed


def sold_in(item: StripeObject, number: int, at: int) -> StripeObject:
    own = {"id": f"{number} of the phase", "current_period_end": at}
    return item | own | {"discounts": [discount_from(entry, at) for entry in item["discounts"]]}


def discount_from(entry: StripeObject, at: int) -> StripeObject:
    """A discount that goes on, or one that the coupon begins with the phase."""
    if entry["discount"] is not None:
        return entry["discount"]
    return {"id": None, "object": "discount", "coupon": entry["coupon"], "start": at, "end": None}


def ends_within_a_period(books: Books, subscription: StripeObject, schedule: StripeObject, at: int) -> bool:
    """Whether the schedule cancels within the period that begins then: whether that is prorated, nothing says."""
    if schedule["end_behavior"] != "cancel" or scheduled_end(subscription) is not None:
        return False
    prices = [price_of(books, item) for item in items_of(subscription) if period_end(subscription, item) == at]
    ends = [add_periods(at, price["recurring"], 1) for price in prices if price is not None]
    return any(schedule["phases"][-1]["end_date"] < end for end in ends)
