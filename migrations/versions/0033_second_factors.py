"""Operators have a second factor: the codes of an app, and codes for when it is lost."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"

_BYTEWISE = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "second_factor",
        sa.Column("operator_id", _BYTEWISE, nullable=False),
        sa.Column("sealed_seed", sa.String(), nullable=False),
        sa.Column("confirmed_at", sa.BigInteger(), nullable=True),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["operator_id"], ["operator.id"], name="fk_second_factor_operator_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("operator_id", name="pk_second_factor"),
    )
    op.create_table(
        "recovery_code",
        sa.Column("operator_id", _BYTEWISE, nullable=False),
        sa.Column("code_hash", _BYTEWISE, nullable=False),
        sa.ForeignKeyConstraint(
            ["operator_id"], ["operator.id"], name="fk_recovery_code_operator_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("operator_id", "code_hash", name="pk_recovery_code"),
    )


def downgrade() -> None:
    op.drop_table("recovery_code")
    op.drop_table("second_factor")
