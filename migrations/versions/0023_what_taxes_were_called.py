"""Tax rates and tax ids keep what their versions said, and when."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
# What it adds is known of objects once they are imported again.
FILLED_BY_IMPORTS = True


def upgrade() -> None:
    op.add_column("tax_rate", sa.Column("seen", sa.Text(), nullable=True))
    op.add_column("tax_id", sa.Column("seen", sa.Text(), nullable=True))


def downgrade() -> None:
    for table in ("tax_id", "tax_rate"):
        with op.batch_alter_table(table) as batch_op:
            batch_op.drop_column("seen")
