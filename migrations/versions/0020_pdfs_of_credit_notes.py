"""Credit notes have PDFs, whose bytes are kept as those of invoices are."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    identifier = sa.String().with_variant(sa.String(collation="C"), "postgresql")
    op.create_table(
        "credit_note_pdf",
        sa.Column("project_id", identifier, nullable=False),
        sa.Column("live_mode", sa.Boolean(), nullable=False),
        sa.Column("credit_note_id", identifier, nullable=False),
        sa.Column("content_key", identifier, nullable=False),
        sa.Column("remake", sa.BigInteger(), nullable=False),
        sa.Column("state_key", identifier, nullable=False),
        sa.Column("sha256", identifier, nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("instead_of", identifier, nullable=True),
        sa.Column("kept_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id", "live_mode", "credit_note_id"],
            ["credit_note.project_id", "credit_note.live_mode", "credit_note.id"],
            name=op.f("fk_credit_note_pdf_project_id_live_mode_credit_note_id"),
        ),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_credit_note_pdf_project_id")),
        sa.PrimaryKeyConstraint(
            "project_id", "live_mode", "credit_note_id", "content_key", "remake", name=op.f("pk_credit_note_pdf")
        ),
    )


def downgrade() -> None:
    op.drop_table("credit_note_pdf")
