"""Customers can be erased: who was, and until when their invoices are kept."""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"

_TERMS = {"invoice": "ix_invoice_by_term", "credit_note": "ix_credit_note_by_term"}


def _text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=nullable)


def upgrade() -> None:
    op.create_table(
        "erasure",
        _text("project_id"),
        sa.Column("live_mode", sa.Boolean(), nullable=False),
        _text("customer_hash"),
        _text("customer_id", nullable=True),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("actor_id", sa.String(), nullable=False),
        sa.Column("erased_at", sa.BigInteger(), nullable=False),
        sa.Column("kept_until", sa.BigInteger(), nullable=False),
        sa.Column("cleared_at", sa.BigInteger(), nullable=True),
        sa.Column("removed", sa.Text(), nullable=False),
        sa.Column("emptied", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name="fk_erasure_project_id"),
        sa.PrimaryKeyConstraint("project_id", "live_mode", "customer_hash", name="pk_erasure"),
    )
    has_customer, has_term = sa.text("customer_id IS NOT NULL"), sa.text("kept_until IS NOT NULL")
    op.create_index(
        "ix_erasure_by_term", "erasure", ["kept_until"], sqlite_where=has_customer, postgresql_where=has_customer
    )
    for table, index in _TERMS.items():
        op.add_column(table, sa.Column("kept_until", sa.BigInteger(), nullable=True))
        op.create_index(index, table, ["kept_until"], sqlite_where=has_term, postgresql_where=has_term)


def downgrade() -> None:
    for table, index in _TERMS.items():
        op.drop_index(index, table)
        op.drop_column(table, "kept_until")
    op.drop_table("erasure")
