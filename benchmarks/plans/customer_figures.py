"""A customer's sums and next charges for the route by hand: statements of its own, and the service's rules."""

import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

import orjson

from models.billing.discount import CouponDuration
from models.billing.plan import BillingInterval
from models.billing.subscription import DELINQUENT, SubscriptionStatus
from models.pricing.charge_moments import next_charge_at
from models.pricing.recurring import monthly_recurring
from models.pricing.terms import ItemTerms, Pause, PayerTerms, Phase, Schedule, ScheduleEnd, SubscriptionTerms
from models.values.instant import Instant
from resolvers.billing.named_terms import read_discounts
from resolvers.billing.references import CouponRow, DiscountRow, References

MINE = "project_id = 'prj_1' AND live_mode = 1"
LATE = "status = 'OPEN' AND (due_at < ? OR attempt_count > 0 AND NOT payment_processing)"
INVOICES = f"""SELECT customer_id, currency, SUM(amount_paid),
    SUM(CASE WHEN status = 'OPEN' THEN amount_remaining ELSE 0 END),
    SUM(CASE WHEN {LATE} THEN amount_remaining ELSE 0 END), SUM(CASE WHEN {LATE} THEN 1 ELSE 0 END)
    FROM invoice WHERE {MINE} AND customer_id IN (SELECT value FROM json_each(?)) GROUP BY customer_id, currency"""
PAYMENTS = f"""SELECT DISTINCT customer_id, currency FROM payment_intent
    WHERE {MINE} AND customer_id IN (SELECT value FROM json_each(?))"""
# Only what a moment and a month's amount depend on: the service reads taxes, balances and prices to come, too.
ITEMS = """SELECT s.id, s.customer_id, s.currency, s.status, s.current_period_start, s.current_period_end, s.trial_end,
    s.cancel_at, s.pause_behavior, s.pause_resumes_at, s.discount_ids, c.discount_ids, h.status, h.end_behavior,
    h.phases, i.amount, i.current_period_start, i.current_period_end, i.discount_ids, p.interval, p.interval_count,
    p.is_metered, p.product_id,
    CASE WHEN s.cancel_at IS NOT NULL OR h.end_behavior = 'cancel' THEN EXISTS (SELECT 1 FROM invoice_item w
    WHERE (w.project_id, w.live_mode, w.customer_id) = (s.project_id, s.live_mode, s.customer_id)
    AND w.invoice_id IS NULL AND w.deleted_at IS NULL AND w.currency = s.currency
    AND (w.subscription_id IS NULL OR w.subscription_id = s.id)) ELSE 0 END,
    COALESCE(s.collection_method, '') != 'send_invoice' AND COALESCE(s.trial_end_behavior, '') IN ('cancel', 'pause')
    AND COALESCE(c.source_hash, '') != 'stub'
    AND COALESCE(s.default_payment_method_id, c.default_payment_method_id) IS NULL
    FROM subscription s
    JOIN customer c ON (c.project_id, c.live_mode, c.id) = (s.project_id, s.live_mode, s.customer_id)
    LEFT JOIN subscription_schedule h ON (h.project_id, h.live_mode, h.id) = (s.project_id, s.live_mode, s.schedule_id)
    LEFT JOIN subscription_item i ON (i.project_id, i.live_mode, i.subscription_id) = (s.project_id, s.live_mode, s.id)
    LEFT JOIN plan p ON (p.project_id, p.live_mode, p.id) = (i.project_id, i.live_mode, i.plan_id)
    WHERE s.project_id = 'prj_1' AND s.live_mode = 1 AND s.customer_id IN (SELECT value FROM json_each(?))
    AND s.status != 'CANCELED' AND s.status != 'INCOMPLETE_EXPIRED' AND (s.cancel_at IS NULL OR s.cancel_at > ?)"""
DISCOUNTS = """SELECT d.id, d.starts_at, d.ends_at, d.deleted_at, c.percent_off, c.amount_off, c.currency,
    c.currency_options, c.duration, c.product_ids FROM discount d
    LEFT JOIN coupon c ON (c.project_id, c.live_mode, c.id) = (d.project_id, d.live_mode, d.coupon_id)
    WHERE d.project_id = 'prj_1' AND d.live_mode = 1 AND d.id IN (SELECT value FROM json_each(?))"""
Row = tuple[Any, ...]


@dataclass(slots=True)
class Sums:
    """Minor units of one currency."""

    paid: int = 0
    due: int = 0
    overdue: int = 0
    recurring: Fraction = Fraction(0)


@dataclass(slots=True)
class Standing:
    """Of one customer: sums by currency, and next charges by subscription."""

    delinquent: bool = False
    totals: dict[str, Sums] = field(default_factory=dict)
    next_at: dict[str, Instant | None] = field(default_factory=dict)

    @property
    def first_at(self) -> Instant | None:
        """The first of the next charges."""
        return min((at for at in self.next_at.values() if at is not None), default=None)


def read_standings(connection: sqlite3.Connection, ids: str, now: Instant) -> dict[str, Standing]:
    """Of the customers whose ids are in the JSON, in three statements, and a fourth where discounts are named."""
    found: dict[str, Standing] = defaultdict(Standing)
    for customer_id, currency, paid, due, overdue, late in connection.execute(INVOICES, [now, now, ids]):
        found[customer_id].totals[currency] = Sums(paid, due, overdue)
        found[customer_id].delinquent |= late > 0
    for customer_id, currency in connection.execute(PAYMENTS, [ids]):
        found[customer_id].totals.setdefault(currency, Sums())
    by_subscription: dict[str, list[Row]] = defaultdict(list)
    for row in connection.execute(ITEMS, [ids, now]):
        by_subscription[row[0]].append(row)
    discounts = _read_discounts(connection, (row for rows in by_subscription.values() for row in rows))
    for rows in by_subscription.values():
        _add_subscription(found[rows[0][1]], rows, discounts, now)
    return found


def _add_subscription(standing: Standing, rows: list[Row], discounts: References, now: Instant) -> None:
    subscription_id, currency, named = rows[0][0], rows[0][2], rows[0][11]
    terms = _terms(rows, discounts)
    payer = PayerTerms(discounts=read_discounts(_ids(named), currency, discounts), awaits_items=bool(rows[0][23]))
    standing.delinquent |= terms.status in DELINQUENT
    standing.next_at[subscription_id] = next_charge_at(terms, payer, now)
    sums = standing.totals.setdefault(currency, Sums())
    sums.recurring += monthly_recurring(terms, payer, now).amount


def _terms(rows: list[Row], discounts: References) -> SubscriptionTerms:
    _, _, currency, status, start, end, trial_end, cancel_at, pause, resumes_at, named, _, *schedule = rows[0][:15]
    items = tuple(
        ItemTerms(
            amount,
            BillingInterval(interval or BillingInterval.MONTH),
            count or 1,
            own_start or start,
            own_end or end,
            bool(is_metered),
            product_id,
            read_discounts(_ids(own), currency, discounts),
        )
        for amount, own_start, own_end, own, interval, count, is_metered, product_id in (row[15:23] for row in rows)
    )
    return SubscriptionTerms(
        SubscriptionStatus(status),
        items,
        trial_end,
        cancel_at,
        None if pause is None else Pause(resumes_at),
        read_discounts(_ids(named), currency, discounts),
        schedule=_schedule(*schedule),
        needs_method=bool(rows[0][24]),
    )


def _schedule(status: str | None, end_behavior: str | None, phases: str | None) -> Schedule | None:
    if end_behavior != "cancel" or phases is None or status not in ("NOT_STARTED", "ACTIVE"):
        return None
    dates = [(phase["start"], phase["end"]) for phase in orjson.loads(phases)]
    known = dates if all(map(all, dates)) else []
    return Schedule(tuple(Phase(*each) for each in known), ScheduleEnd.CANCEL)


def _read_discounts(connection: sqlite3.Connection, rows: Iterable[Row]) -> References:
    ids = {each for row in rows for named in (row[10], row[11], row[18]) for each in _ids(named)}
    found = References()
    if not ids:
        return found
    for (
        discount_id,
        starts,
        ends,
        deleted,
        percent,
        amount,
        currency,
        options,
        duration,
        products,
    ) in connection.execute(DISCOUNTS, [orjson.dumps(list(ids)).decode()]):
        coupon = CouponRow(
            None,
            percent and Decimal(percent),
            amount,
            currency,
            options and orjson.loads(options),
            duration and CouponDuration(duration),
            products and orjson.loads(products),
        )
        found.discounts[discount_id] = DiscountRow(starts, ends, deleted), coupon
    return found


def _ids(named: str | None) -> list[str]:
    return orjson.loads(named) or [] if named else []
