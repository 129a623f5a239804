"""A line of an invoice keeps its price's package and tiers."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
# What it adds is known of objects once they are imported again.
FILLED_BY_IMPORTS = True


def upgrade() -> None:
    with op.batch_alter_table("invoice_line", schema=None) as batch_op:
        batch_op.add_column(sa.Column("price_terms", sa.Text(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("invoice_line", schema=None) as batch_op:
        batch_op.drop_column("price_terms")
