"""Invoices by their moments: when each was issued, paid and voided, for a customer's activity."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

INDEXES = {
    "ix_invoice_by_issue": "issued_at",
    "ix_invoice_by_payment": "paid_at",
    "ix_invoice_by_voiding": "voided_at",
}


def upgrade() -> None:
    for name, moment in INDEXES.items():
        happened = sa.text(f"{moment} IS NOT NULL")
        op.create_index(
            name,
            "invoice",
            ["project_id", "live_mode", "customer_id", moment, "id"],
            sqlite_where=happened,
            postgresql_where=happened,
        )


def downgrade() -> None:
    for name in INDEXES:
        op.drop_index(name, table_name="invoice")
