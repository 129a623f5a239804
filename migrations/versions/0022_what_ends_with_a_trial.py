"""What becomes of a subscription whose trial ends without a payment method."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
# What it adds is known of objects once they are imported again.
FILLED_BY_IMPORTS = True


def upgrade() -> None:
    op.add_column("subscription", sa.Column("trial_end_behavior", sa.String(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("subscription") as batch_op:
        batch_op.drop_column("trial_end_behavior")
