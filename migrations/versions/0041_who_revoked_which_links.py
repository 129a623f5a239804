"""Who revoked links, and whose they were: an entry of the access log."""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"

_BYTEWISE = sa.String().with_variant(sa.String(collation="C"), "postgresql")
_OF_CUSTOMER = ["project_id", "live_mode", "customer_id", "created_at", "id"]


def upgrade() -> None:
    op.create_table(
        "link_revocation",
        sa.Column("project_id", _BYTEWISE, nullable=False),
        sa.Column("live_mode", sa.Boolean(), nullable=False),
        sa.Column("id", _BYTEWISE, nullable=False),
        sa.Column("links", sa.String(), nullable=False),
        sa.Column("customer_id", _BYTEWISE, nullable=True),
        sa.Column("paper_id", _BYTEWISE, nullable=True),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("actor_id", sa.String(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name="fk_link_revocation_project_id"),
        sa.PrimaryKeyConstraint("project_id", "live_mode", "id", name="pk_link_revocation"),
    )
    op.create_index("ix_link_revocation_of_customer", "link_revocation", _OF_CUSTOMER)
    op.create_index("ix_link_revocation_created_at", "link_revocation", ["created_at"])


def downgrade() -> None:
    op.drop_table("link_revocation")
