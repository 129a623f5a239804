"""An invoice's footer, its custom fields and where it is paid; how the seller wants to be paid."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
# What it adds is known of objects once they are imported again.
FILLED_BY_IMPORTS = True


def upgrade() -> None:
    for name in ("footer", "hosted_url"):
        op.add_column("invoice", sa.Column(name, sa.String(), nullable=True))
    op.add_column("invoice", sa.Column("custom_fields", sa.Text(), nullable=True))
    op.add_column("project", sa.Column("payment_instructions", sa.Text(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("project") as batch_op:
        batch_op.drop_column("payment_instructions")
    with op.batch_alter_table("invoice") as batch_op:
        for name in ("custom_fields", "hosted_url", "footer"):
            batch_op.drop_column(name)
