"""What a seller keeps with a payment."""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
# What it adds is known of objects once they are imported again.
FILLED_BY_IMPORTS = True


def upgrade() -> None:
    op.add_column("payment_intent", sa.Column("metadata", sa.Text(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("payment_intent") as batch_op:
        batch_op.drop_column("metadata")
