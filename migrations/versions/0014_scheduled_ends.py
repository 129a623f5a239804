"""Subscriptions that are scheduled to end are found by when they do."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    where = sa.text("cancel_at IS NOT NULL")
    op.create_index("ix_subscription_by_end", "subscription", ["cancel_at"], sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    op.drop_index("ix_subscription_by_end", "subscription")
