"""The seller's numbers on an invoice, the invoice that it revises, and whether a PDF says that it is overdue."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
# What it adds is known of objects once they are imported again.
FILLED_BY_IMPORTS = True

_ID = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade() -> None:
    op.add_column("invoice", sa.Column("account_tax_ids", sa.Text(), nullable=True))
    op.add_column("invoice", sa.Column("from_invoice_id", _ID, nullable=True))
    op.add_column("kept_document", sa.Column("overdue", sa.Boolean(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("kept_document") as batch_op:
        batch_op.drop_column("overdue")
    with op.batch_alter_table("invoice") as batch_op:
        batch_op.drop_column("from_invoice_id")
        batch_op.drop_column("account_tax_ids")
