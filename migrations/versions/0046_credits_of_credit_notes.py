"""What billing credits a credit note gives back, beside money."""

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"
# What it adds is known of objects once they are imported again.
FILLED_BY_IMPORTS = True


def upgrade() -> None:
    op.add_column("credit_note", sa.Column("billing_credits", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("credit_note") as batch_op:
        batch_op.drop_column("billing_credits")
