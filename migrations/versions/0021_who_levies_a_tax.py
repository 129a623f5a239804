"""A tax rate names who levies it."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
# What it adds is known of objects once they are imported again.
FILLED_BY_IMPORTS = True


def upgrade() -> None:
    op.add_column("tax_rate", sa.Column("jurisdiction", sa.String(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("tax_rate") as batch_op:
        batch_op.drop_column("jurisdiction")
