"""Subscriptions in every state, with all that changes their next charge."""

from typing import Any

from hypothesis import strategies as st

from tests.oracle.books import StripeObject
from tests.oracle.generated.discounts import discounts
from tests.oracle.generated.moments import DAY, FAR_AHEAD, LONG_AGO, NOW, between_periods, past, soon
from tests.oracle.generated.prices import INTERVALS, prices
from tests.oracle.generated.schedules import schedules
from tests.oracle.generated.tax_rates import RATES, make_rate, rates
from tests.oracle.subscriptions import first_period_end

RUNNING = ["active", "active", "active", "active", "past_due", "trialing"]
STATUSES = [*RUNNING, "unpaid", "paused", "incomplete", "incomplete_expired", "canceled"]
DAYS = {"day": 1, "week": 7, "month": 28, "year": 365}


@st.composite
def subscriptions(draw: st.DrawFn, subscription_id: str, customer: StripeObject) -> list[StripeObject]:
    """The subscription first, then its schedule where that is known."""
    status = draw(st.sampled_from(STATUSES))
    subscription: dict[str, Any] = {
        "id": subscription_id,
        "object": "subscription",
        "customer": customer["id"],
        "currency": customer["currency"],
        "status": status,
        "items": {"object": "list", "has_more": False, "data": []},
        "cancel_at": None,
        "cancel_at_period_end": False,
        "canceled_at": None,
        "ended_at": None,
        "cancellation_details": {"comment": None, "feedback": None, "reason": None},
        "collection_method": draw(st.sampled_from(["charge_automatically", "send_invoice"])),
        "default_tax_rates": draw(rates()),
        "automatic_tax": {"enabled": customer["tax_exempt"] == "none" and draw(st.integers(0, 9)) == 0},
        "discounts": [],
        "pause_collection": None,
        "schedule": None,
        "trial_end": None,
        "livemode": True,
        "created": LONG_AGO,
        "start_date": LONG_AGO,
    }
    subscription["items"]["data"] = draw(items(subscription))
    draw(lay_periods(subscription))
    subscription["billing_cycle_anchor"] = first_period_end(subscription)
    draw(add_discounts(subscription, customer))
    draw(add_end(subscription))
    if draw(st.integers(0, 3)) == 0:
        # Whether a pause that ends makes up for a period that is out of date, nothing says.
        is_current = first_period_end(subscription) > NOW
        resumes_at = draw(st.none() | past | soon) if is_current else None
        behavior = draw(st.sampled_from(["keep_as_draft", "mark_uncollectible", "void"]))
        resumes_at = resumes_at and between_periods(resumes_at)
        subscription["pause_collection"] = {"behavior": behavior, "resumes_at": resumes_at}
    return [subscription, *draw(schedules(subscription, customer))]


@st.composite
def items(draw: st.DrawFn, subscription: StripeObject) -> list[StripeObject]:
    currency, own_id = subscription["currency"], subscription["id"]
    shared = draw(st.sampled_from(INTERVALS))
    mixed = draw(st.integers(0, 3)) == 0
    found = []
    for number in range(draw(st.integers(1, 3))):
        interval = draw(st.sampled_from(INTERVALS)) if mixed else shared
        price = draw(prices(f"price_{own_id}_{number}", currency, interval))
        item = {
            "id": f"si_{own_id}_{number}",
            "object": "subscription_item",
            "subscription": own_id,
            "price": price,
            "quantity": draw(st.integers(1, 40)),
            "discounts": [],
            "tax_rates": [],
            "created": LONG_AGO,
        }
        if price["recurring"]["usage_type"] == "metered":
            del item["quantity"]
        if draw(st.integers(0, 4)) == 0:
            item["tax_rates"] = [make_rate(*draw(st.sampled_from(RATES)), inclusive=False)]
        found.append(item)
    return found


@st.composite
def lay_periods(draw: st.DrawFn, subscription: StripeObject) -> None:
    """One period for each interval; in the shape since 2025-03-31, or in the one before where there is one for all."""
    ends: dict[tuple[str, int], int] = {}
    for item in subscription["items"]["data"]:
        recurring = item["price"]["recurring"]
        length = DAYS[recurring["interval"]] * recurring["interval_count"] * DAY
        interval = (recurring["interval"], recurring["interval_count"])
        ends.setdefault(interval, NOW + draw(st.integers(60, length // 60 * 60)) // 60 * 60)
        item["current_period_end"] = ends[interval]
        item["current_period_start"] = ends[interval] - length
    if draw(st.integers(0, 9)) == 0:
        shift = draw(st.integers(1, 60)) * DAY
        for item in subscription["items"]["data"]:
            item["current_period_end"] -= shift
            item["current_period_start"] -= shift
    if subscription["status"] == "trialing":
        start, end = NOW - DAY, draw(soon)
        behavior = draw(st.sampled_from(["create_invoice", "cancel", "pause"]))
        subscription |= {
            "trial_start": start,
            "trial_end": end,
            "trial_settings": {"end_behavior": {"missing_payment_method": behavior}},
            "default_payment_method": draw(st.sampled_from([None, None, "pm_1"])),
            "default_source": draw(st.sampled_from([None, None, None, "card_1"])),
        }
        for item in subscription["items"]["data"]:
            item |= {"current_period_start": start, "current_period_end": end}
    if len(ends) == 1 and draw(st.booleans()):
        for field in ("current_period_start", "current_period_end"):
            for item in subscription["items"]["data"]:
                subscription[field] = item.pop(field)


@st.composite
def add_discounts(draw: st.DrawFn, subscription: StripeObject, customer: StripeObject) -> None:
    """Where the customer has a discount, only discounts that certainly replace it are added."""
    own_id, currency = subscription["id"], subscription["currency"]
    place = draw(st.sampled_from(["none", "none", "subscription", "subscription", "item"]))
    if place == "subscription":
        durations = ["forever"] if customer["discount"] else ["once", "repeating", "forever"]
        subscription["discounts"] = [
            draw(discounts(f"di_{own_id}_{number}", currency, durations, subscription=own_id))
            for number in range(draw(st.integers(1, 2)))
        ]
    elif place == "item" and not customer["discount"]:
        item = draw(st.sampled_from(subscription["items"]["data"]))
        item["discounts"] = [draw(discounts(f"di_{item['id']}", currency, subscription_item=item["id"]))]


@st.composite
def add_end(draw: st.DrawFn, subscription: StripeObject) -> None:
    if subscription["status"] in ("canceled", "incomplete_expired"):
        subscription["ended_at"] = subscription["canceled_at"] = draw(past)
    elif subscription["status"] != "incomplete":
        kind = draw(
            st.sampled_from(
                ["none", "none", "none", "none", "none", "period", "flag", "past", "before", "within", "far"]
            )
        )
        first = first_period_end(subscription)
        cancel_at = {
            "period": first,
            "past": NOW - draw(st.integers(0, 30)) * DAY,
            "before": min(first, NOW + 3600),
            "within": first + draw(st.integers(1, 27 * DAY)),
            "far": FAR_AHEAD,
        }.get(kind)
        subscription |= {"cancel_at": cancel_at, "cancel_at_period_end": kind in ("period", "flag")}
        if kind != "none":
            subscription["canceled_at"] = NOW - 40 * DAY
            subscription["cancellation_details"]["reason"] = "cancellation_requested"
