"""What becomes of a payment: charges, refunds, disputes, methods, and the invoices that it pays; kept events."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
# What it adds is known of objects once they are imported again.
FILLED_BY_IMPORTS = True

_ID = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade() -> None:
    _create(
        "charge",
        sa.Column("id", _ID, nullable=False),
        sa.Column("payment_intent_id", _ID, nullable=False),
        sa.Column("customer_id", _ID, nullable=True),
        sa.Column("payment_method_id", _ID, nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("amount_captured", sa.BigInteger(), nullable=False),
        sa.Column("amount_refunded", sa.BigInteger(), nullable=False),
        sa.Column("disputed", sa.Boolean(), nullable=False),
        sa.Column("failure_code", sa.String(), nullable=True),
        sa.Column("failure_message", sa.String(), nullable=True),
        sa.Column("method_type", sa.String(), nullable=True),
        sa.Column("method_brand", sa.String(), nullable=True),
        sa.Column("method_last4", sa.String(), nullable=True),
        sa.Column("risk_level", sa.String(), nullable=True),
        sa.Column("description", sa.String(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        key=("id",),
        is_sourced=True,
    )
    op.create_index(
        "ix_charge_by_payment_intent", "charge", ["project_id", "live_mode", "payment_intent_id", "created_at", "id"]
    )
    _create(
        "refund",
        sa.Column("id", _ID, nullable=False),
        sa.Column("payment_id", _ID, nullable=True),
        sa.Column("payment_intent_id", _ID, nullable=True),
        sa.Column("charge_id", _ID, nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("failure_reason", sa.String(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        key=("id",),
        is_sourced=True,
    )
    op.create_index("ix_refund_by_charge", "refund", ["project_id", "live_mode", "charge_id"])
    op.create_index("ix_refund_by_payment", "refund", ["project_id", "live_mode", "payment_id", "created_at", "id"])
    _create(
        "dispute",
        sa.Column("id", _ID, nullable=False),
        sa.Column("payment_id", _ID, nullable=True),
        sa.Column("payment_intent_id", _ID, nullable=True),
        sa.Column("charge_id", _ID, nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("evidence_due_at", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        key=("id",),
        is_sourced=True,
    )
    op.create_index("ix_dispute_by_charge", "dispute", ["project_id", "live_mode", "charge_id"])
    op.create_index("ix_dispute_by_payment", "dispute", ["project_id", "live_mode", "payment_id", "created_at", "id"])
    _create(
        "invoice_payment",
        sa.Column("id", _ID, nullable=False),
        sa.Column("invoice_id", _ID, nullable=False),
        sa.Column("payment_id", _ID, nullable=True),
        sa.Column("payment_intent_id", _ID, nullable=True),
        sa.Column("charge_id", _ID, nullable=True),
        sa.Column("status", sa.String(), nullable=True),
        sa.Column("currency", sa.String(), nullable=True),
        sa.Column("amount_paid", sa.BigInteger(), nullable=True),
        sa.Column("amount_requested", sa.BigInteger(), nullable=True),
        sa.Column("paid_at", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=True),
        key=("id",),
        is_sourced=True,
    )
    op.create_index("ix_invoice_payment_by_charge", "invoice_payment", ["project_id", "live_mode", "charge_id"])
    op.create_index("ix_invoice_payment_by_invoice", "invoice_payment", ["project_id", "live_mode", "invoice_id", "id"])
    op.create_index("ix_invoice_payment_by_payment", "invoice_payment", ["project_id", "live_mode", "payment_id", "id"])
    _create(
        "payment_method",
        sa.Column("id", _ID, nullable=False),
        sa.Column("customer_id", _ID, nullable=True),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("brand", sa.String(), nullable=True),
        sa.Column("last4", sa.String(), nullable=True),
        sa.Column("expires_month", sa.Integer(), nullable=True),
        sa.Column("expires_year", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        key=("id",),
        is_sourced=True,
    )
    op.create_index(
        "ix_payment_method_by_customer",
        "payment_method",
        ["project_id", "live_mode", "customer_id", "created_at", "id"],
    )
    _create(
        "imported_event",
        sa.Column("kind", _ID, nullable=False),
        sa.Column("object_id", _ID, nullable=False),
        sa.Column("event_id", _ID, nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        key=("kind", "object_id", "event_id"),
    )


def downgrade() -> None:
    for table in reversed(_TABLES):
        op.drop_table(table)


_TABLES = ["charge", "refund", "dispute", "invoice_payment", "payment_method", "imported_event"]


def _create(name: str, *columns: sa.Column[Any], key: tuple[str, ...], is_sourced: bool = False) -> None:
    """A table of objects of a project, with where each came from if it was imported as one."""
    scope: list[Any] = [
        sa.Column("project_id", _ID, nullable=False),
        sa.Column("live_mode", sa.Boolean(), nullable=False),
    ]
    source: list[Any] = [
        sa.Column("source_hash", _ID, nullable=True),
        sa.Column("source_at", sa.BigInteger(), nullable=True),
        sa.Column("source_rank", _ID, nullable=True),
        sa.Column("deleted_at", sa.BigInteger(), nullable=True),
    ]
    constraints: list[Any] = [
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f(f"fk_{name}_project_id")),
        sa.PrimaryKeyConstraint("project_id", "live_mode", *key, name=op.f(f"pk_{name}")),
    ]
    op.create_table(name, *(source if is_sourced else []), *scope, *columns, *constraints)
