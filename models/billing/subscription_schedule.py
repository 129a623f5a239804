"""A subscription schedule: the phases that the platform puts a subscription through."""

from enum import StrEnum
from typing import Any

from sqlalchemy import Index

from models import columns
from models.ownership import owned_by
from models.scoped import SCOPE, Identified, Sourced
from models.values.instant import Instant


class ScheduleStatus(StrEnum):
    """Stripe's schedule statuses."""

    NOT_STARTED = "NOT_STARTED"
    ACTIVE = "ACTIVE"
    COMPLETED = "COMPLETED"
    RELEASED = "RELEASED"
    CANCELED = "CANCELED"


class SubscriptionSchedule(Identified, Sourced, table=True):
    """`phases`, in their order: `[{start, end, items, discounts, tax_rate_ids, automatic_tax, trial_end, adds_items}]`.

    `items` is `[{price_id, quantity, discounts, tax_rate_ids}]`, `discounts` `[{discount_id, coupon_id}]`, of which one
    is named; times are in microseconds. `adds_items` tells of items that are charged once, at the phase's start.
    """

    __tablename__ = "subscription_schedule"
    __table_args__ = (
        Index("ix_subscription_schedule_by_subscription", *SCOPE, "subscription_id"),
        owned_by("customer_id"),
    )

    customer_id: str | None = columns.text(default=None)
    subscription_id: str | None = columns.text(default=None)
    status: ScheduleStatus = columns.member(ScheduleStatus)
    end_behavior: str | None = None
    phases: list[dict[str, Any]] = columns.json()
    created_at: Instant = columns.instant()
