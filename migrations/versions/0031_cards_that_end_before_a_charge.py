"""Which cards end before the next charge, and facets that tell of them and of all that is disputed."""

import time
from collections import defaultdict
from collections.abc import Iterator
from itertools import groupby
from operator import attrgetter
from typing import Any

import orjson
import sqlalchemy as sa
from alembic import op

from models.billing.payment_method import card_end
from models.billing.plan import BillingInterval
from models.billing.subscription import SubscriptionStatus
from models.pricing.charge_moments import next_charge_at
from models.pricing.ending_cards import ChargeToCome, span_before_charge
from models.pricing.terms import ItemTerms, Pause, PayerTerms, Phase, Schedule, ScheduleEnd, SubscriptionTerms
from models.values.instant import Instant

revision = "0031"
down_revision = "0030"

_BYTEWISE = sa.String().with_variant(sa.String(collation="C"), "postgresql")
_AT_ONCE = 2_000
_OPEN_DISPUTES, _DISPUTED, _CARD_ENDS = 32768, 65536, 131072

_NEXT_CUSTOMERS = """
    SELECT id FROM customer
    WHERE project_id = :project_id AND live_mode = :live_mode AND id > :after ORDER BY id LIMIT :most
"""
_CHARGED = """
    SELECT its.id, its.customer_id, method.id AS method_id, method.expires_month, method.expires_year,
           its.status, its.trial_end, its.cancel_at, its.pause_behavior, its.pause_resumes_at,
           schedule.end_behavior, schedule.phases,
           coalesce(item.current_period_start, its.current_period_start) AS period_start,
           coalesce(item.current_period_end, its.current_period_end) AS period_end,
           plan.interval, plan.interval_count, plan.is_metered,
           EXISTS (SELECT 1 FROM invoice_item AS pending
                   WHERE pending.project_id = its.project_id AND pending.live_mode = its.live_mode
                     AND pending.customer_id = its.customer_id AND pending.invoice_id IS NULL
                     AND pending.deleted_at IS NULL AND pending.currency = its.currency
                     AND (pending.subscription_id IS NULL OR pending.subscription_id = its.id)) AS awaits_items
    FROM subscription AS its
    JOIN customer ON customer.project_id = its.project_id AND customer.live_mode = its.live_mode
                 AND customer.id = its.customer_id
    JOIN payment_method AS method ON method.project_id = its.project_id AND method.live_mode = its.live_mode
         AND method.id = coalesce(its.default_payment_method_id, customer.default_payment_method_id)
         AND method.customer_id = its.customer_id
    JOIN subscription_item AS item ON item.project_id = its.project_id AND item.live_mode = its.live_mode
                                  AND item.subscription_id = its.id
    JOIN plan ON plan.project_id = item.project_id AND plan.live_mode = item.live_mode AND plan.id = item.plan_id
    LEFT JOIN subscription_schedule AS schedule
         ON schedule.project_id = its.project_id AND schedule.live_mode = its.live_mode
        AND schedule.id = its.schedule_id AND schedule.status IN ('NOT_STARTED', 'ACTIVE')
    WHERE its.project_id = :project_id AND its.live_mode = :live_mode
      AND its.customer_id >= :first AND its.customer_id <= :last
      AND its.status NOT IN ('CANCELED', 'INCOMPLETE_EXPIRED')
      AND coalesce(its.collection_method, '') <> 'send_invoice'
      AND method.expires_month IS NOT NULL AND method.expires_year IS NOT NULL
    ORDER BY its.id, item.position
"""

_OF_CUSTOMER = """{0}.project_id = customer_facets.project_id AND {0}.live_mode = customer_facets.live_mode
                  AND {0}.customer_id = customer_facets.id"""
_IS_DISPUTED = f"""
    EXISTS (SELECT 1 FROM payment_summary AS its
            WHERE {_OF_CUSTOMER.format("its")} AND (its.disputed <> 0 OR its.incomplete <> 0))
"""  # noqa: S608
_HAS_OPEN_DISPUTE = f"""
    EXISTS (SELECT 1 FROM dispute AS its
            WHERE {_OF_CUSTOMER.format("its")} AND its.status IN ('NEEDS_RESPONSE', 'UNDER_REVIEW'))
"""  # noqa: S608
_TELL = """
    UPDATE customer_facets SET facets = (facets & ~{others}) + CASE WHEN {told} THEN {bit} ELSE 0 END
    WHERE (facets & {others}) <> 0 OR {told}
"""
_CARD_MOMENTS = f"""
    SELECT its.since AS moment FROM ending_card AS its WHERE {_OF_CUSTOMER.format("its")}
    UNION ALL SELECT its.until FROM ending_card AS its WHERE {_OF_CUSTOMER.format("its")}
"""  # noqa: S608
_TELL_CARDS = f"""
    UPDATE customer_facets SET
        facets = facets + CASE WHEN EXISTS (
            SELECT 1 FROM ending_card AS its WHERE {_OF_CUSTOMER.format("its")}
            AND (its.since IS NULL OR its.since <= {{now}}) AND (its.until IS NULL OR its.until > {{now}})
        ) THEN {_CARD_ENDS} ELSE 0 END,
        last_change_at = (SELECT max(moment) FROM ({_CARD_MOMENTS} UNION ALL SELECT last_change_at) AS moments
                          WHERE moment <= {{now}}),
        next_change_at = (SELECT min(moment) FROM ({_CARD_MOMENTS} UNION ALL SELECT next_change_at) AS moments
                          WHERE moment > {{now}} OR moment = next_change_at)
    WHERE EXISTS (SELECT 1 FROM ending_card AS its WHERE {_OF_CUSTOMER.format("its")})
"""  # noqa: S608
_COUNT = (
    "DELETE FROM facet_count",
    "INSERT INTO facet_count (project_id, live_mode, facets, id, how_many)"
    " SELECT project_id, live_mode, facets, 'filled', count(*) FROM customer_facets"
    " GROUP BY project_id, live_mode, facets",
)


def upgrade() -> None:
    cards = op.create_table(
        "ending_card",
        sa.Column("project_id", _BYTEWISE, nullable=False),
        sa.Column("live_mode", sa.Boolean(), nullable=False),
        sa.Column("customer_id", _BYTEWISE, nullable=False),
        sa.Column("payment_method_id", _BYTEWISE, nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=True),
        sa.Column("until", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name="fk_ending_card_project_id"),
        sa.PrimaryKeyConstraint("project_id", "live_mode", "customer_id", "payment_method_id", name="pk_ending_card"),
        sqlite_with_rowid=False,
    )
    for rows in _find_in_turn(op.get_bind()):
        op.bulk_insert(cards, rows)
    op.execute(_TELL.format(others=_OPEN_DISPUTES, told=_IS_DISPUTED, bit=_DISPUTED))
    op.execute(_TELL_CARDS.format(now=time.time_ns() // 1000))
    _count_anew()


def downgrade() -> None:
    op.execute(_TELL.format(others=_DISPUTED | _CARD_ENDS, told=_HAS_OPEN_DISPUTE, bit=_OPEN_DISPUTES))
    _count_anew()
    op.drop_table("ending_card")


def _count_anew() -> None:
    for statement in _COUNT:
        op.execute(statement)


def _find_in_turn(connection: sa.Connection) -> Iterator[list[dict[str, Any]]]:
    """The rows of some customers at a time."""
    scopes = "SELECT DISTINCT project_id, live_mode FROM payment_method"
    for project_id, live_mode in connection.execute(sa.text(scopes)).all():
        scope = {"project_id": project_id, "live_mode": live_mode}
        after = ""
        while ids := connection.execute(sa.text(_NEXT_CUSTOMERS), {**scope, "after": after, "most": _AT_ONCE}).all():
            after = ids[-1].id
            bounds = {**scope, "first": ids[0].id, "last": after}
            if rows := [scope | row for row in _find(connection.execute(sa.text(_CHARGED), bounds).all())]:
                yield rows


def _find(rows: Any) -> Iterator[dict[str, Any]]:
    charges: dict[tuple[str, str], list[ChargeToCome]] = defaultdict(list)
    ends: dict[tuple[str, str], Instant] = {}
    for _, group in groupby(rows, attrgetter("id")):
        items = list(group)
        key, terms = (items[0].customer_id, items[0].method_id), _terms(items)
        end = card_end(items[0].expires_month, items[0].expires_year)
        at = next_charge_at(terms, PayerTerms(awaits_items=bool(items[0].awaits_items)), Instant(0))
        if end is not None and at is not None:
            ends[key] = end
            charges[key].append(ChargeToCome(at, terms.ends_at))
    for key, paid in charges.items():
        span = span_before_charge(ends[key], paid)
        if span is not None:
            customer_id, method_id = key
            yield {"customer_id": customer_id, "payment_method_id": method_id, **span._asdict()}


def _terms(items: list[Any]) -> SubscriptionTerms:
    its = items[0]
    return SubscriptionTerms(
        status=SubscriptionStatus(its.status),
        items=tuple(_item(each) for each in items),
        trial_end=its.trial_end,
        cancel_at=its.cancel_at,
        pause=None if its.pause_behavior is None else Pause(its.pause_resumes_at),
        schedule=_schedule(its),
    )


def _item(row: Any) -> ItemTerms:
    return ItemTerms(
        amount=None,
        interval=BillingInterval(row.interval or "MONTH"),
        interval_count=row.interval_count or 1,
        period_start=row.period_start,
        period_end=row.period_end,
        is_metered=bool(row.is_metered),
    )


def _schedule(row: Any) -> Schedule | None:
    phases = [] if row.phases is None or row.end_behavior != "cancel" else orjson.loads(row.phases)
    if not all(phase["start"] and phase["end"] for phase in phases):
        return None
    return Schedule(tuple(Phase(phase["start"], phase["end"]) for phase in phases), ScheduleEnd.CANCEL)
