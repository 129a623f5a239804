"""Schedules that change, release or end a subscription around its next renewal."""

from typing import Any

from hypothesis import strategies as st

from tests.oracle.books import StripeObject
from tests.oracle.generated.discounts import coupons
from tests.oracle.generated.moments import DAY, FAR_AHEAD, LONG_AGO
from tests.oracle.generated.prices import INTERVALS, prices
from tests.oracle.generated.tax_rates import RATES, make_rate
from tests.oracle.subscriptions import first_period_end, scheduled_end

KINDS = ["unknown", "goes on", *["changes"] * 6, "changes within", "changes often", "is over"]


@st.composite
def schedules(draw: st.DrawFn, subscription: StripeObject, customer: StripeObject) -> list[StripeObject]:
    """No schedule, or one whose first phase has begun; more often where it changes what is charged."""
    is_charged = subscription["status"] in ("active", "past_due", "trialing") and not subscription["pause_collection"]
    if draw(st.integers(0, 1 if is_charged and scheduled_end(subscription) is None else 9)):
        return []
    subscription["schedule"] = f"sub_sched_{subscription['id']}"
    kind = draw(st.sampled_from(KINDS))
    if kind == "unknown":
        return []
    renewal = first_period_end(subscription)
    moments = {
        "goes on": [],
        "changes": [renewal],
        "changes within": [renewal - 3600],
        "changes often": [renewal - 3600, renewal],
        "is over": [],
    }[kind]
    end = FAR_AHEAD + 4000 * DAY
    if kind == "is over":
        end = renewal
    elif draw(st.integers(0, 3)) == 0:
        end = renewal + draw(st.integers(1, 400)) * DAY
    starts, ends = [LONG_AGO, *moments], [*moments, end]
    phases = [draw(later_phases(subscription, customer, number)) for number in range(1, len(starts))]
    found = [first_phase(subscription), *phases]
    for phase, start_date, end_date in zip(found, starts, ends, strict=True):
        phase |= {"start_date": start_date, "end_date": end_date}
    return [
        {
            "id": subscription["schedule"],
            "object": "subscription_schedule",
            "customer": subscription["customer"],
            "subscription": subscription["id"],
            "status": "active",
            "end_behavior": draw(st.sampled_from(["release", "release", "cancel"])),
            "current_phase": {"start_date": starts[0], "end_date": ends[0]},
            "phases": found,
            "livemode": True,
            "created": LONG_AGO,
        }
    ]


def first_phase(subscription: StripeObject) -> StripeObject:
    items = [
        {"price": item["price"]["id"], "quantity": item.get("quantity"), "discounts": [], "tax_rates": []}
        for item in subscription["items"]["data"]
    ]
    return make_phase(items=items)


def make_phase(**overrides: Any) -> StripeObject:
    values = {"items": [], "discounts": [], "default_tax_rates": [], "add_invoice_items": [], "trial_end": None}
    return values | overrides


@st.composite
def later_phases(draw: st.DrawFn, subscription: StripeObject, customer: StripeObject, number: int) -> StripeObject:
    """Tax rates go on or are replaced: what becomes of rates that a phase does not name, no documentation says."""
    own_id, currency = f"{subscription['id']}_{number}", subscription["currency"]
    interval = draw(st.sampled_from(INTERVALS))
    items = []
    for place in range(draw(st.integers(1, 2))):
        price = draw(prices(f"price_{own_id}_{place}", currency, interval))
        is_metered = price["recurring"]["usage_type"] == "metered"
        quantity = None if is_metered else draw(st.integers(1, 40))
        items.append({"price": price, "quantity": quantity, "discounts": [], "tax_rates": []})
    phase = make_phase(items=items, default_tax_rates=subscription["default_tax_rates"])
    if draw(st.booleans()):
        phase["default_tax_rates"] = [make_rate(*draw(st.sampled_from(RATES)), inclusive=False)]
    if draw(st.integers(0, 3)) == 0:
        items[0]["tax_rates"] = [make_rate(*draw(st.sampled_from(RATES)), inclusive=False)]
    place = draw(st.sampled_from(["none", "phase", "item", "same"]))
    if place == "same":
        phase["discounts"] = [{"discount": each, "coupon": None} for each in subscription["discounts"]]
    elif place != "none":
        coupon = draw(coupons(f"co_{own_id}", currency, ["once", "repeating", "forever"]))
        holder = phase if place == "phase" or customer["discount"] else items[0]
        holder["discounts"] = [{"coupon": coupon, "discount": None}]
    return phase
