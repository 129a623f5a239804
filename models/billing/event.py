"""An event tells who changed what, when and why; it is written in the transaction of the change."""

from enum import StrEnum
from typing import Any, NamedTuple

from pydantic_core import to_jsonable_python
from sqlalchemy import Index

from models import columns
from models.ownership import owned_by
from models.scoped import SCOPE, Identified, references
from models.values.instant import Instant


class EventType(StrEnum):
    """The types that this version writes; a newer one may write more."""

    SUBSCRIPTION_CANCELED = "subscription.canceled"
    SUBSCRIPTION_CANCELLATION_SCHEDULED = "subscription.cancellation_scheduled"
    SUBSCRIPTION_RESUMED = "subscription.resumed"
    SUBSCRIPTION_ENDED = "subscription.ended"


class Actor(NamedTuple):
    """Who made a change: a name for people, and the id of the credential."""

    name: str
    id: str


# A change that comes of itself, because its time has come.
SERVICE = Actor("calmony", "service")


class Event(Identified, table=True):
    """`changes` is `{"before": {…}, "after": {…}}` with the columns of the subject that were changed."""

    __table_args__ = (
        references("customer_id", "customer"),
        Index("ix_event_by_customer", *SCOPE, "customer_id", "created_at", "id"),
        Index("ix_event_by_subject", *SCOPE, "subject_id", "created_at", "id"),
        owned_by("customer_id"),
    )

    type: str
    customer_id: str = columns.text()
    subject_id: str = columns.text()
    actor: str
    actor_id: str
    reason: str | None = None
    comment: str | None = None
    changes: dict[str, Any] = columns.document()
    created_at: Instant = columns.instant()


def changes_between(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """What an event tells of a row's columns before and after its change."""
    changed = [name for name in after if after[name] != before[name]]
    versions = {"before": before, "after": after}
    return {name: to_jsonable_python({each: values[each] for each in changed}) for name, values in versions.items()}
