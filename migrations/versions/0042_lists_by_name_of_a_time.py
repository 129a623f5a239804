"""Indexes by name tell when customers were created, so that others are passed over without reading them."""

from alembic import op

revision = "0042"
down_revision = "0041"

_INDEXES = {
    "customer": ("ix_customer_by_name", ["project_id", "live_mode", "sort_name", "id"]),
    "customer_facets": ("ix_customer_facets_by_name", ["project_id", "live_mode", "facets", "sort_name", "id"]),
}


def upgrade() -> None:
    for table, (name, columns) in _INDEXES.items():
        op.drop_index(name, table)
        # The order is the same: it serves the last release, too.
        op.create_index(name, table, [*columns, "created_at"])


def downgrade() -> None:
    for table, (name, columns) in _INDEXES.items():
        op.drop_index(name, table)
        op.create_index(name, table, columns)
