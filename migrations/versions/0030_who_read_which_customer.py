"""The access log: who read which customer, and when."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"

_BYTEWISE = sa.String().with_variant(sa.String(collation="C"), "postgresql")
_SCOPE = ("project_id", "live_mode")


def upgrade() -> None:
    op.create_table(
        "customer_read",
        sa.Column("project_id", _BYTEWISE, nullable=False),
        sa.Column("live_mode", sa.Boolean(), nullable=False),
        sa.Column("id", _BYTEWISE, nullable=False),
        sa.Column("customer_id", _BYTEWISE, nullable=False),
        sa.Column("operator_id", _BYTEWISE, nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("way", sa.String(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name="fk_customer_read_project_id"),
        sa.PrimaryKeyConstraint(*_SCOPE, "id", name="pk_customer_read"),
    )
    for name, column in (("customer", "customer_id"), ("operator", "operator_id")):
        op.create_index(f"ix_customer_read_of_{name}", "customer_read", [*_SCOPE, column, "created_at", "id"])
    op.create_index("ix_customer_read_created_at", "customer_read", ["created_at"])


def downgrade() -> None:
    op.drop_table("customer_read")
