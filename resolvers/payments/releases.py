"""Refunds that gave nobody money back: they released an amount that was held and not captured."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, literal_column, or_, select, tuple_

from models.billing.charge import Charge, ChargeStatus
from models.billing.payment_intent import PaymentIntent
from models.billing.refund import GAVE_NOTHING_BACK, Refund
from models.values.instant import Instant
from resolvers.reads import Reads
from resolvers.scopes import Scope
from storage.statements import among


@dataclass(frozen=True)
class ReleasesOfPayment:
    """The batch that finds them by their payment's id."""

    async def load(self, reads: Reads, now: Instant, keys: list[str]) -> list[frozenset[str]]:
        """The ids of each payment's releases."""
        found: dict[str, set[str]] = defaultdict(set)
        for payment_id, refund_id in await reads.fetch(_releases, keys=keys):
            found[payment_id].add(refund_id)
        return [frozenset(found[key]) for key in keys]


RELEASES_OF_PAYMENT = ReleasesOfPayment()


def is_release(scope: Scope, refund: Any) -> ColumnElement[bool]:
    """Whether the refund is the one that its payment's figures leave out: the first of what was not captured."""
    earlier = scope.table(Refund)
    is_first = ~exists().where(
        scope.bounds(earlier),
        *_is_of_the_same(earlier, refund),
        earlier.c.amount == refund.c.amount,
        tuple_(earlier.c.created_at, earlier.c.id) < tuple_(refund.c.created_at, refund.c.id),
    )
    return and_(_is_left_out(scope, refund), is_first)


def _releases(scope: Scope) -> Select[Any]:
    refund = scope.table(Refund, "released")
    of_payments = among(refund.c.payment_id, "keys", scope.dialect)
    return select(refund.c.payment_id, refund.c.id).where(scope.bounds(refund), of_payments, is_release(scope, refund))


def _is_left_out(scope: Scope, refund: Any) -> ColumnElement[bool]:
    payment, charge, other = scope.table(PaymentIntent), scope.table(Charge), scope.table(Refund)
    received, captured = payment.c.amount_received, charge.c.amount_captured
    is_its_charge = or_(
        charge.c.id == refund.c.charge_id,
        # Written out: SQLite plans anew at each run where a parameter may make a partial index of use.
        and_(refund.c.charge_id.is_(None), charge.c.status == literal_column(f"'{ChargeStatus.SUCCEEDED.value}'")),
    )
    given_back = (
        select(func.sum(other.c.amount))
        .where(
            scope.bounds(other),
            *_is_of_the_same(other, refund),
            *(other.c.status != status for status in sorted(GAVE_NOTHING_BACK)),
        )
        .correlate(refund)
        .scalar_subquery()
    )
    return exists().where(
        scope.bounds(payment),
        payment.c.id == refund.c.payment_id,
        scope.bounds(charge),
        charge.c.payment_intent_id == refund.c.payment_id,
        is_its_charge,
        refund.c.amount == charge.c.amount - case((received > captured, received), else_=captured),
        payment.c.amount_refunded < given_back,
    )


def _is_of_the_same(other: Any, refund: Any) -> list[ColumnElement[bool]]:
    return [other.c.payment_id == refund.c.payment_id, other.c.currency == refund.c.currency]
