"""Activity: one thing that happened to a customer."""

import strawberry

from models.values.instant import Instant
from resolvers.activity.activity import Activity as ActivityRow
from resolvers.activity.activity import ActivityKind
from resolvers.activity.sources import SUBJECTS
from schema.declarations.row_types import row_type
from schema.declarations.source import column, withheld
from schema.declarations.to_one import points_to
from schema.types.node import Node


@row_type(ActivityRow, "One thing that happened to a customer: told once, at its time.")
class Activity:
    id: strawberry.ID = column("id", "Opaque and stable: the same happening keeps it, whatever becomes of it later.")
    at: Instant = column("at", "When it happened.")
    kind: ActivityKind = column("kind", "What happened.")
    summary: str = column("summary", "What happened, in a sentence in English for an operator.")
    actor: str | None = withheld(
        "actor",
        "The operator or key that did it, not told to a customer; null for the platform.",
    )
    reason: str | None = column(
        "reason",
        "Why: the reason and comment of a cancellation, or why a payment failed, was refunded or was disputed. "
        "A customer's token reads no comment.",
    )
    subject: Node | None = points_to(
        SUBJECTS, "subject", "subject_id", "The payment, invoice, credit note or subscription that it happened to."
    )
