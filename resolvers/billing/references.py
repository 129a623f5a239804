"""The discounts, tax rates and schedules that subscriptions name, in one statement."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    Boolean,
    CompoundSelect,
    Select,
    String,
    and_,
    cast,
    literal,
    null,
    select,
    type_coerce,
    union_all,
)

from models.billing.discount import Coupon, Discount
from models.billing.subscription_schedule import SubscriptionSchedule
from models.billing.tax import TaxRate
from models.columns import ExactDecimal, JsonText
from models.scoped import same_scope
from models.values.instant import Instant
from resolvers.reads import Reads
from resolvers.scopes import Scope
from storage.statements import among


class Reference(NamedTuple):
    """A discount with its coupon, a tax rate or a schedule: what does not belong to its kind is null.

    `name` is a coupon's, `percent` a discount's or a rate's, `word` a coupon's duration or what becomes of a
    subscription after its schedule, `document` the products that a coupon applies to or a schedule's phases.
    """

    kind: str
    id: str
    name: str | None
    percent: Decimal | None
    amount_off: int | None
    currency: str | None
    currency_options: dict[str, int] | None
    word: str | None
    starts_at: Instant | None
    ends_at: Instant | None
    document: Any
    is_included: bool | None
    deleted_at: Instant | None


DISCOUNT, TAX_RATE, SCHEDULE = "discount", "tax_rate", "schedule"

_TYPES: dict[str, Any] = {
    "name": String(),
    "percent": ExactDecimal(),
    "amount_off": BigInteger(),
    "currency": String(),
    "currency_options": JsonText(),
    "word": String(),
    "starts_at": BigInteger(),
    "ends_at": BigInteger(),
    "document": JsonText(),
    "is_included": Boolean(),
    "deleted_at": BigInteger(),
}


async def fetch_references(
    reads: Reads, discount_ids: Iterable[str], tax_rate_ids: Iterable[str], schedule_ids: Iterable[str]
) -> dict[tuple[str, str], Reference]:
    """Those that are stored, by kind and id; without any id nothing is read."""
    wanted = {
        "discount_ids": sorted(set(discount_ids)),
        "tax_rate_ids": sorted(set(tax_rate_ids)),
        "schedule_ids": sorted(set(schedule_ids)),
    }
    if not any(wanted.values()):
        return {}
    found = [Reference(*row) for row in await reads.fetch(_references, **wanted)]
    return {(each.kind, each.id): each for each in found}


def _references(scope: Scope) -> CompoundSelect[Any]:
    return union_all(_discounts(scope), _tax_rates(scope), _schedules(scope))


def _discounts(scope: Scope) -> Select[Any]:
    discount, coupon = scope.table(Discount, "discount"), scope.table(Coupon, "coupon")
    columns = {
        "name": coupon.c.name,
        "percent": coupon.c.percent_off,
        "amount_off": coupon.c.amount_off,
        "currency": coupon.c.currency,
        "currency_options": coupon.c.currency_options,
        "word": coupon.c.duration,
        "starts_at": discount.c.starts_at,
        "ends_at": discount.c.ends_at,
        "document": coupon.c.product_ids,
        "deleted_at": discount.c.deleted_at,
    }
    tables = discount.outerjoin(coupon, and_(same_scope(discount, coupon), coupon.c.id == discount.c.coupon_id))
    return (
        _of_kind(DISCOUNT, discount, columns)
        .select_from(tables)
        .where(scope.bounds_of_named(discount), among(discount.c.id, "discount_ids", scope.dialect))
    )


def _tax_rates(scope: Scope) -> Select[Any]:
    rate = scope.table(TaxRate, "rate")
    columns = {"percent": rate.c.percentage, "is_included": rate.c.included}
    return _of_kind(TAX_RATE, rate, columns).where(
        scope.bounds_of_named(rate), among(rate.c.id, "tax_rate_ids", scope.dialect)
    )


def _schedules(scope: Scope) -> Select[Any]:
    schedule = scope.table(SubscriptionSchedule, "schedule")
    columns = {"word": schedule.c.end_behavior, "document": schedule.c.phases}
    return _of_kind(SCHEDULE, schedule, columns).where(
        scope.bounds(schedule), among(schedule.c.id, "schedule_ids", scope.dialect)
    )


def _of_kind(kind: str, table: Any, columns: dict[str, Any]) -> Select[Any]:
    # All of a union's parts have the same columns in the same types; enums come as their text.
    chosen = [
        (type_coerce(columns[name], of) if name in columns else cast(null(), of)).label(name)
        for name, of in _TYPES.items()
    ]
    return select(literal(kind).label("kind"), table.c.id, *chosen)
