"""What one customer has of one status, and when their subscriptions changed, is found in the order of lists."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"

_OF_CUSTOMER = ["project_id", "live_mode", "customer_id"]
_TABLES = ("payment_intent", "invoice", "subscription")
_MOMENTS = {
    "scheduled_end": "cancel_at",
    "pause": "paused_at",
    "unpause": "unpaused_at",
    "past_end": "ended_at",
}


def upgrade() -> None:
    for table in _TABLES:
        op.create_index(f"ix_{table}_of_status", table, [*_OF_CUSTOMER, "status", "created_at", "id"])
    for name, moment in _MOMENTS.items():
        _index_moment(name, moment, f"{moment} IS NOT NULL")
    requested = "cancellation_requested_at"
    _index_moment("request", requested, f"{requested} IS NOT NULL AND (ended_at IS NULL OR {requested} < ended_at)")


def _index_moment(name: str, moment: str, where: str) -> None:
    is_told = sa.text(where)
    op.create_index(
        f"ix_subscription_by_{name}",
        "subscription",
        [*_OF_CUSTOMER, moment, "id"],
        sqlite_where=is_told,
        postgresql_where=is_told,
    )


def downgrade() -> None:
    for name in (*_MOMENTS, "request"):
        op.drop_index(f"ix_subscription_by_{name}", "subscription")
    for table in _TABLES:
        op.drop_index(f"ix_{table}_of_status", table)
