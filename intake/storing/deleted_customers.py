"""Subscriptions of customers that the platform deleted: it canceled them with the customer."""

from collections.abc import Iterable

from sqlalchemy import func, select, update

from intake.kinds import TABLES
from intake.record import Record
from intake.shapes.translated import Row
from intake.storing.target import Target
from models.billing.cancellation import CancellationCause
from models.billing.subscription import ENDED, SubscriptionStatus
from models.scoped import same_scope


async def end_with_customers(target: Target, customers: Iterable[Row]) -> None:
    """After customers: the subscriptions of those that are deleted."""
    await _end_subscriptions(target, [row["id"] for row in customers if row.get("deleted_at") is not None])


async def end_if_customer_is_deleted(target: Target, subscriptions: list[Record]) -> None:
    """After subscriptions: those that came after their customer, perhaps as they were before it was deleted."""
    await _end_subscriptions(target, {record.row["customer_id"] for record in subscriptions})


async def _end_subscriptions(target: Target, customer_ids: Iterable[str]) -> None:
    customer, subscription = TABLES["customer"], TABLES["subscription"]
    is_deleted = customer.c.deleted_at.is_not(None)
    wanted = select(customer.c.id).where(target.covers(customer, "id", customer_ids), is_deleted)
    deleted = (await target.connection.execute(wanted)).scalars().all()
    if not deleted:
        return
    await target.touched.note(customer, deleted)
    is_theirs = (same_scope(subscription, customer), customer.c.id == subscription.c.customer_id)
    deleted_at = select(customer.c.deleted_at).where(*is_theirs).scalar_subquery()
    statement = (
        update(subscription)
        .where(target.covers(subscription, "customer_id", deleted), subscription.c.status.not_in(ENDED))
        .values(
            status=SubscriptionStatus.CANCELED,
            cancel_at=None,
            canceled_at=func.coalesce(subscription.c.cancellation_requested_at, deleted_at),
            ended_at=deleted_at,
            cancellation_cause=func.coalesce(subscription.c.cancellation_cause, CancellationCause.UNKNOWN),
        )
    )
    await target.connection.execute(statement)
