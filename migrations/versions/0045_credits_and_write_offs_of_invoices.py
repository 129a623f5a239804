"""What billing credits took off an invoice, and when it was given up as uncollectible."""

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0044"
# What it adds is known of objects once they are imported again.
FILLED_BY_IMPORTS = True

_INDEX = "ix_invoice_by_write_off"
_WHERE = sa.text("uncollectible_at IS NOT NULL")


def upgrade() -> None:
    for name in ("uncollectible_at", "billing_credits"):
        op.add_column("invoice", sa.Column(name, sa.BigInteger(), nullable=True))
    op.create_index(
        _INDEX,
        "invoice",
        ["project_id", "live_mode", "customer_id", "uncollectible_at", "id"],
        sqlite_where=_WHERE,
        postgresql_where=_WHERE,
    )


def downgrade() -> None:
    op.drop_index(_INDEX, "invoice")
    with op.batch_alter_table("invoice") as batch_op:
        for name in ("uncollectible_at", "billing_credits"):
            batch_op.drop_column(name)
