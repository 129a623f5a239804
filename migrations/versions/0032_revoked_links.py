"""Links to files can be revoked."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"


def upgrade() -> None:
    op.create_table(
        "revoked_link",
        sa.Column("subject_hash", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.Column("expires_until", sa.BigInteger(), nullable=False),
        sa.Column("revoked_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("subject_hash", name="pk_revoked_link"),
    )
    op.create_index("ix_revoked_link_expires_until", "revoked_link", ["expires_until"])


def downgrade() -> None:
    op.drop_table("revoked_link")
