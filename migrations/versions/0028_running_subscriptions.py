"""The subscriptions of a customer that have not ended have an index of their own."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"

_IS_RUNNING = sa.text("status <> 'CANCELED' AND status <> 'INCOMPLETE_EXPIRED'")


def upgrade() -> None:
    op.create_index(
        "ix_subscription_of_running",
        "subscription",
        ["project_id", "live_mode", "customer_id", "created_at", "id"],
        sqlite_where=_IS_RUNNING,
        postgresql_where=_IS_RUNNING,
    )


def downgrade() -> None:
    op.drop_index("ix_subscription_of_running", "subscription")
