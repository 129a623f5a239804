"""What an e-invoice needs: why a line is taxed as it is, its discount, and the seller's tax numbers by kind."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    with op.batch_alter_table("invoice_line", schema=None) as batch_op:
        batch_op.add_column(sa.Column("tax_reason", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("tax_included", sa.Boolean(), nullable=True))
        batch_op.add_column(sa.Column("discount", sa.BigInteger(), nullable=True))
    with op.batch_alter_table("project", schema=None) as batch_op:
        batch_op.add_column(sa.Column("tax_ids", sa.Text(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("project", schema=None) as batch_op:
        batch_op.drop_column("tax_ids")
    with op.batch_alter_table("invoice_line", schema=None) as batch_op:
        batch_op.drop_column("discount")
        batch_op.drop_column("tax_included")
        batch_op.drop_column("tax_reason")
