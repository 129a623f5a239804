"""Schedules: what the phases to come sell, at which prices, discounts and taxes."""

from collections.abc import Iterable, Iterator
from typing import Any

from models.billing.plan import BillingInterval
from models.pricing.discount import Discount
from models.pricing.plan_price import period_amount
from models.pricing.tax import TaxRate
from models.pricing.terms import ItemTerms, Phase, Schedule, ScheduleEnd
from models.values.instant import Instant
from resolvers.billing.named_terms import coupon_terms, read_discounts, read_tax_rates
from resolvers.billing.references import Names, References
from resolvers.billing.rows import ScheduleRow

_ENDS = {None: ScheduleEnd.RELEASE, "release": ScheduleEnd.RELEASE, "cancel": ScheduleEnd.CANCEL}


def add_names(names: Names, schedule: ScheduleRow, now: Instant) -> None:
    """Adds the ids that phases to come contain. Those of the current phase are the subscription's own."""
    for phase in _to_come(schedule, now):
        for holder in (phase, *phase["items"]):
            names.tax_rates.update(holder.get("tax_rate_ids") or ())
            for each in holder.get("discounts") or ():
                names.discounts.update(filter(None, (each["discount_id"],)))
                names.coupons.update(filter(None, (each["coupon_id"],)))
        names.prices.update(item["price_id"] for item in phase["items"])


def read_schedule(row: ScheduleRow, currency: str, references: References) -> Schedule:
    """The schedule of a subscription in the currency."""
    phases = tuple(_phase(stored, currency, references) for stored in _dated(row))
    return Schedule(phases, _ENDS.get(row.end_behavior, ScheduleEnd.UNKNOWN))


def _to_come(schedule: ScheduleRow, now: Instant) -> Iterator[dict[str, Any]]:
    return (phase for phase in _dated(schedule) if now < phase["start"] and _is_told(phase))


def _dated(schedule: ScheduleRow) -> list[dict[str, Any]]:
    """The phases; none where it is not known of each when it is in force."""
    return schedule.phases if all(phase["start"] and phase["end"] for phase in schedule.phases) else []


def _is_told(phase: dict[str, Any]) -> bool:
    """Whether all that it charges is known. Of trials and one-off items, the time of the charge is not."""
    return "discounts" in phase and phase["trial_end"] is None and not phase["adds_items"]


def _phase(stored: dict[str, Any], currency: str, references: References) -> Phase:
    starts_at, ends_at = stored["start"], stored["end"]
    if not _is_told(stored):
        return Phase(starts_at, ends_at)
    return Phase(
        starts_at,
        ends_at,
        tuple(_item(item, stored, currency, references) for item in stored["items"]),
        _discounts(stored, stored["discounts"], currency, references),
        read_tax_rates(stored["tax_rate_ids"], references),
        stored["automatic_tax"],
    )


def _item(stored: dict[str, Any], phase: dict[str, Any], currency: str, references: References) -> ItemTerms:
    price = references.prices.get(stored["price_id"])
    own_rates: tuple[TaxRate | None, ...] = read_tax_rates(stored["tax_rate_ids"], references)
    return ItemTerms(
        amount=None if price is None else period_amount(price, stored["quantity"], currency),
        interval=(price and price.interval) or BillingInterval.MONTH,
        interval_count=(price and price.interval_count) or 1,
        period_start=phase["start"],
        period_end=phase["start"],
        is_metered=price is not None and price.is_metered,
        product_id=price and price.product_id,
        discounts=_discounts(phase, stored["discounts"], currency, references),
        tax_rates=own_rates or None,
    )


def _discounts(
    phase: dict[str, Any], named: Iterable[dict[str, Any]] | None, currency: str, references: References
) -> tuple[Discount | None, ...]:
    """One that runs already goes on; a coupon begins with the phase."""
    found: list[Discount | None] = []
    for each in named or ():
        if each["discount_id"] is not None:
            found += read_discounts([each["discount_id"]], currency, references)
        else:
            found.append(coupon_terms(references.coupons.get(each["coupon_id"]), currency, phase["start"]))
    return tuple(found)
