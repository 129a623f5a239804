"""The discounts, coupons, tax rates and prices that subscriptions and their schedules name, in one statement."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, CompoundSelect, Select, and_, cast, literal, null, select, union_all

from models.billing.discount import Coupon, CouponDuration, Discount
from models.billing.plan import BillingInterval, Plan
from models.billing.tax import TaxRate
from models.scoped import columns_of, same_scope
from models.values.instant import Instant
from resolvers.billing.parts import Parts, split_row
from resolvers.reads import Fetches
from resolvers.scopes import Scope
from storage.statements import among


class CouponRow(NamedTuple):
    """What a coupon takes off; all null where the coupon is not known."""

    name: str | None
    percent_off: Decimal | None
    amount_off: int | None
    currency: str | None
    currency_options: dict[str, int] | None
    duration: CouponDuration | None
    product_ids: list[str] | None


class DiscountRow(NamedTuple):
    """A coupon in use."""

    starts_at: Instant | None
    ends_at: Instant | None
    deleted_at: Instant | None


class TaxRateRow(NamedTuple):
    """`included` says that prices hold the tax."""

    percentage: Decimal | None
    included: bool


class PriceRow(NamedTuple):
    """What a phase of a schedule sells."""

    product_id: str | None
    unit_amount: Decimal | None
    currency: str | None
    interval: BillingInterval | None
    interval_count: int | None
    is_metered: bool
    billing_scheme: str | None
    tiers_mode: str | None
    tiers: list[dict[str, Any]] | None
    currency_options: dict[str, Any] | None
    package_size: int | None
    package_rounding: str | None


@dataclass
class Names:
    """The ids of what is named."""

    discounts: set[str] = field(default_factory=set)
    coupons: set[str] = field(default_factory=set)
    tax_rates: set[str] = field(default_factory=set)
    prices: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class References:
    """What is stored of it, by id."""

    discounts: dict[str, tuple[DiscountRow, CouponRow]] = field(default_factory=dict)
    coupons: dict[str, CouponRow] = field(default_factory=dict)
    tax_rates: dict[str, TaxRateRow] = field(default_factory=dict)
    prices: dict[str, PriceRow] = field(default_factory=dict)


_DISCOUNT, _COUPON, _TAX_RATE, _PRICE = range(4)


async def fetch_references(reads: Fetches, names: Names) -> References:
    """Those that are stored; without any name nothing is read."""
    wanted = {kind: sorted(ids) for kind, ids in vars(names).items() if ids}
    found = References()
    for kind, name, *row in await reads.fetch(_references, tuple(wanted), **wanted) if wanted else ():
        discount, coupon, rate, price = split_row(row, _PARTS)
        if kind == _DISCOUNT:
            found.discounts[name] = discount, coupon
        elif kind == _COUPON:
            found.coupons[name] = coupon
        elif kind == _TAX_RATE:
            found.tax_rates[name] = rate
        else:
            found.prices[name] = price
    return found


# A row has the columns of all of these, side by side: those of other kinds are null.
_PARTS: Parts = (
    (Discount, DiscountRow),
    (Coupon, CouponRow),
    (TaxRate, TaxRateRow),
    (Plan, PriceRow),
)


def _references(scope: Scope, kinds: tuple[str, ...]) -> CompoundSelect[Any]:
    discount, coupon = scope.table(Discount, "discount"), scope.table(Coupon, "coupon")
    named, rate, price = scope.table(Coupon, "named"), scope.table(TaxRate, "rate"), scope.table(Plan, "price")
    with_coupons = discount.outerjoin(coupon, and_(same_scope(discount, coupon), coupon.c.id == discount.c.coupon_id))
    of_discounts = _named(scope, _DISCOUNT, "discounts", discount, {Discount: discount, Coupon: coupon})
    of_all = {
        "discounts": of_discounts.select_from(with_coupons),
        "coupons": _named(scope, _COUPON, "coupons", named, {Coupon: named}),
        "tax_rates": _named(scope, _TAX_RATE, "tax_rates", rate, {TaxRate: rate}),
        "prices": _named(scope, _PRICE, "prices", price, {Plan: price}),
    }
    return union_all(*(of_all[kind] for kind in kinds))


def _named(scope: Scope, kind: int, ids: str, table: Any, tables: dict[type[Any], Any]) -> Select[Any]:
    chosen: list[ColumnElement[Any]] = []
    for model, row in _PARTS:
        columns = columns_of(model, tables.get(model, scope.table(model)), row._fields)
        chosen += columns if model in tables else [cast(null(), column.type) for column in columns]
    return select(literal(kind).label("kind"), table.c.id, *chosen).where(
        scope.bounds_of_named(table), among(table.c.id, ids, scope.dialect)
    )


def named_in(values: Iterable[Iterable[str] | None]) -> set[str]:
    """All ids of some lists, of which each may be null."""
    return {each for ids in values for each in ids or ()}
