"""Cancellations that were asked for here say so."""

from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    op.execute(
        "UPDATE subscription SET cancellation_cause = 'REQUESTED' WHERE cancellation_cause IS NULL"
        " AND cancellation_requested_by IS NOT NULL AND (status = 'CANCELED' OR cancel_at IS NOT NULL)"
    )


def downgrade() -> None:
    """It can't be told any more for which ones it was said; none of them loses anything by it."""
