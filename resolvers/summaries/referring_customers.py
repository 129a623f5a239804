"""Customers whose rows refer to plans, coupons, discounts or tax rates: rows that name no customer themselves."""

from collections.abc import Iterator, Mapping, Set
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, Table, Text, and_, exists, or_, select, type_coerce
from sqlalchemy.ext.asyncio import AsyncConnection

from models.billing.subscription_schedule import ScheduleStatus
from models.scoped import same_scope
from models.tables import METADATA
from storage.dialect import Dialect
from storage.dialects import dialect_of

_CUSTOMER, _SUBSCRIPTION, _ITEM, _PENDING, _SCHEDULE, _DISCOUNT, _PLAN, _COUPON, _TAX_RATE = (
    METADATA.tables[name]
    for name in (
        "customer",
        "subscription",
        "subscription_item",
        "invoice_item",
        "subscription_schedule",
        "discount",
        "plan",
        "coupon",
        "tax_rate",
    )
)
_ITEM_OF = and_(same_scope(_SUBSCRIPTION, _ITEM), _ITEM.c.subscription_id == _SUBSCRIPTION.c.id)
NAMED = frozenset((_PLAN, _COUPON, _DISCOUNT, _TAX_RATE))
"""The tables whose rows name no customer, or need not."""

# With more names than this, every row that names any counts: to compare each with each would take minutes.
_MOST_COMPARED = 50


class _Names(NamedTuple):
    """Ids that no column holds by itself, by the lists that may hold them; `phases` may hold any."""

    discounts: Set[str]
    tax_rates: Set[str]
    phases: Set[str]


async def find_referring_customers(
    connection: AsyncConnection, scope: Mapping[str, Any], named: Mapping[Table, Set[str]]
) -> set[str]:
    """The customers whose rows name one of these plans, coupons, discounts or tax rates, given as ids by table.

    Lists in JSON have no index: to find a name in them, all rows of the scope are read that have such a list.
    """
    if not any(named.get(table) for table in NAMED):
        return set()
    plans, coupons, rates = (named.get(table, frozenset()) for table in (_PLAN, _COUPON, _TAX_RATE))
    dialect = dialect_of(connection)
    discounts = (await connection.execute(_discounts(scope, named, dialect))).all()
    found = {row.customer_id or row.payer_id for row in discounts}
    alone = {row.id for row in discounts if row.customer_id is None and row.payer_id is None}
    names = _Names(alone, rates, plans | coupons | alone | rates)
    for statement in _statements(scope, plans, names, dialect):
        found.update((await connection.execute(statement)).scalars())
    return found - {None}


def _discounts(scope: Mapping[str, Any], named: Mapping[Table, Set[str]], dialect: Dialect) -> Select[Any]:
    """The discounts, and those of the coupons, with the customer and the subscription's customer that they name."""
    is_its = and_(same_scope(_DISCOUNT, _SUBSCRIPTION), _SUBSCRIPTION.c.id == _DISCOUNT.c.subscription_id)
    ids, coupons = (sorted(named.get(table, ())) for table in (_DISCOUNT, _COUPON))
    return (
        select(_DISCOUNT.c.id, _DISCOUNT.c.customer_id, _SUBSCRIPTION.c.customer_id.label("payer_id"))
        .select_from(_DISCOUNT.outerjoin(_SUBSCRIPTION, is_its))
        .where(_within(scope, _DISCOUNT))
        .where(
            or_(
                _DISCOUNT.c.id.in_(select(dialect.elements_of("discounts", ids).c.value)),
                _DISCOUNT.c.coupon_id.in_(select(dialect.elements_of("coupons", coupons).c.value)),
            )
        )
    )


def _statements(scope: Mapping[str, Any], plans: Set[str], names: _Names, dialect: Dialect) -> Iterator[Select[Any]]:
    if plans:
        sold = dialect.elements_of("plans", sorted(plans))
        yield _of_items(scope).where(_ITEM.c.plan_id.in_(select(sold.c.value)))
    for column, held, rows in (
        (_CUSTOMER.c.discount_ids, names.discounts, select(_CUSTOMER.c.id).where(_within(scope, _CUSTOMER))),
        (_SUBSCRIPTION.c.discount_ids, names.discounts, _of(scope, _SUBSCRIPTION)),
        (_ITEM.c.discount_ids, names.discounts, _of_items(scope)),
        (_PENDING.c.discount_ids, names.discounts, _of(scope, _PENDING)),
        (_SUBSCRIPTION.c.tax_rate_ids, names.tax_rates, _of(scope, _SUBSCRIPTION)),
        (_ITEM.c.tax_rate_ids, names.tax_rates, _of_items(scope)),
        (_PENDING.c.tax_rate_ids, names.tax_rates, _of(scope, _PENDING)),
        (_SCHEDULE.c.phases, names.phases, _of_running_schedules(scope)),
    ):
        if held:
            yield rows.where(_holds(column, held, dialect)).distinct()


def _of(scope: Mapping[str, Any], table: Table) -> Select[Any]:
    return select(table.c.customer_id).where(_within(scope, table))


def _of_items(scope: Mapping[str, Any]) -> Select[Any]:
    return (
        select(_SUBSCRIPTION.c.customer_id)
        .select_from(_ITEM.join(_SUBSCRIPTION, _ITEM_OF))
        .where(_within(scope, _ITEM))
    )


def _of_running_schedules(scope: Mapping[str, Any]) -> Select[Any]:
    running = (ScheduleStatus.NOT_STARTED, ScheduleStatus.ACTIVE)
    return _of(scope, _SCHEDULE).where(_SCHEDULE.c.status.in_(running))


def _within(scope: Mapping[str, Any], table: Table) -> ColumnElement[bool]:
    return and_(*(table.c[name] == value for name, value in scope.items()))


def _holds(column: Any, names: Set[str], dialect: Dialect) -> ColumnElement[bool]:
    """Whether the JSON has one of the names: as an underscore stands for any sign, it may seem so."""
    if len(names) > _MOST_COMPARED:
        is_any: ColumnElement[bool] = column.is_not(None)
        return is_any
    listed = dialect.elements_of("names", [f'%"{name}"%' for name in sorted(names)])
    text = type_coerce(column, Text)
    is_held: ColumnElement[bool] = exists().where(text.like(listed.c.value)).correlate(column.table)
    return is_held
