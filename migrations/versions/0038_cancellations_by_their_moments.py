"""Cancellations of all customers have an index by their moments."""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"

_INDEXES = {
    "ix_subscription_by_cancellation": ("cancellation_requested_at", "cancellation_requested_at IS NOT NULL"),
    "ix_subscription_by_end_without_request": (
        "ended_at",
        "ended_at IS NOT NULL AND cancellation_requested_at IS NULL",
    ),
}


def upgrade() -> None:
    for name, (moment, where) in _INDEXES.items():
        columns = ["project_id", "live_mode", moment, "id"]
        op.create_index(name, "subscription", columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))


def downgrade() -> None:
    for name in _INDEXES:
        op.drop_index(name, "subscription")
