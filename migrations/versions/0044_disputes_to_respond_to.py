"""Disputes that the seller is to respond to have an index: a customer's page names them first."""

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"

_WHERE = sa.text("status IN ('NEEDS_RESPONSE', 'WARNING_NEEDS_RESPONSE')")


def upgrade() -> None:
    columns = ["project_id", "live_mode", "customer_id"]
    op.create_index("ix_dispute_awaiting_response", "dispute", columns, sqlite_where=_WHERE, postgresql_where=_WHERE)


def downgrade() -> None:
    op.drop_index("ix_dispute_awaiting_response", "dispute")
