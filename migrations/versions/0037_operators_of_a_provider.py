"""Operators who sign in through the organisation's provider: a hash of who they are there."""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"

_BYTEWISE = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade() -> None:
    op.add_column("operator", sa.Column("subject_hash", _BYTEWISE, nullable=True))
    op.create_index("ix_operator_subject_hash", "operator", ["subject_hash"], unique=True)


def downgrade() -> None:
    op.drop_index("ix_operator_subject_hash", "operator")
    op.drop_column("operator", "subject_hash")
