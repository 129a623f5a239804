"""An event tells who changed what, when and why; it is written in the transaction of the change."""

from enum import StrEnum
from typing import Any, NamedTuple, Protocol

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


# Of a change that happens by itself, because its time has come.
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
    changes: dict[str, Any] = columns.json()
    created_at: Instant = columns.instant()


class CustomersRow(Protocol):
    """A row that names its customer."""

    project_id: str
    live_mode: bool
    id: str
    customer_id: str

    def model_dump(self) -> dict[str, Any]:
        """Its columns by name."""


def make_event(
    event_id: str, type_: EventType, before: dict[str, Any], row: CustomersRow, actor: Actor, at: Instant
) -> Event:
    """The event of a change of the row, whose columns were `before`."""
    after = row.model_dump()
    changed = [name for name in after if after[name] != before[name]]
    told = {"before": before, "after": after}
    return Event(
        project_id=row.project_id,
        live_mode=row.live_mode,
        id=event_id,
        type=type_.value,
        customer_id=row.customer_id,
        subject_id=row.id,
        actor=actor.name,
        actor_id=actor.id,
        changes={when: to_jsonable_python({name: values[name] for name in changed}) for when, values in told.items()},
        created_at=at,
    )
