"""The versions of invoices' documents whose bytes are kept."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "kept_document",
        sa.Column("project_id", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.Column("live_mode", sa.Boolean(), nullable=False),
        sa.Column("invoice_id", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.Column("content_key", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.Column("remake", sa.BigInteger(), nullable=False),
        sa.Column("state_key", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.Column("sha256", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("instead_of", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=True),
        sa.Column("kept_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id", "live_mode", "invoice_id"],
            ["invoice.project_id", "invoice.live_mode", "invoice.id"],
            name=op.f("fk_kept_document_project_id_live_mode_invoice_id"),
        ),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_kept_document_project_id")),
        sa.PrimaryKeyConstraint(
            "project_id", "live_mode", "invoice_id", "content_key", "remake", name=op.f("pk_kept_document")
        ),
    )


def downgrade() -> None:
    op.drop_table("kept_document")
