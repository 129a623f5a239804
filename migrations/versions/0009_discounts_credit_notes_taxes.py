"""What changes an amount: coupons and discounts, credit notes, balances, schedules, pending items, taxes."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
# What it adds is known of objects once they are imported again.
FILLED_BY_IMPORTS = True

_ID = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade() -> None:
    _create(
        "coupon",
        sa.Column("id", _ID, nullable=False),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("percent_off", sa.Text(), nullable=True),
        sa.Column("amount_off", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.String(), nullable=True),
        sa.Column("currency_options", sa.Text(), nullable=True),
        sa.Column("duration", sa.String(), nullable=True),
        sa.Column("duration_in_months", sa.Integer(), nullable=True),
        sa.Column("product_ids", sa.Text(), nullable=True),
        key=("id",),
        is_sourced=True,
    )
    _create(
        "discount",
        sa.Column("id", _ID, nullable=False),
        sa.Column("coupon_id", _ID, nullable=True),
        sa.Column("customer_id", _ID, nullable=True),
        sa.Column("subscription_id", _ID, nullable=True),
        sa.Column("subscription_item_id", _ID, nullable=True),
        sa.Column("invoice_id", _ID, nullable=True),
        sa.Column("starts_at", sa.BigInteger(), nullable=True),
        sa.Column("ends_at", sa.BigInteger(), nullable=True),
        key=("id",),
        is_sourced=True,
    )
    op.create_index("ix_discount_by_coupon", "discount", ["project_id", "live_mode", "coupon_id"])
    _create(
        "credit_note",
        sa.Column("id", _ID, nullable=False),
        sa.Column("customer_id", _ID, nullable=True),
        sa.Column("invoice_id", _ID, nullable=True),
        sa.Column("number", _ID, nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("subtotal", sa.BigInteger(), nullable=False),
        sa.Column("discount", sa.BigInteger(), nullable=False),
        sa.Column("shipping", sa.BigInteger(), nullable=False),
        sa.Column("tax", sa.BigInteger(), nullable=False),
        sa.Column("taxes", sa.Text(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("pre_payment_amount", sa.BigInteger(), nullable=False),
        sa.Column("post_payment_amount", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("memo", sa.String(), nullable=True),
        sa.Column("lines_complete", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("issued_at", sa.BigInteger(), nullable=False),
        sa.Column("voided_at", sa.BigInteger(), nullable=True),
        key=("id",),
        is_sourced=True,
    )
    op.create_index(
        "ix_credit_note_by_customer", "credit_note", ["project_id", "live_mode", "customer_id", "created_at", "id"]
    )
    op.create_index(
        "ix_credit_note_by_invoice", "credit_note", ["project_id", "live_mode", "invoice_id", "created_at", "id"]
    )
    _create(
        "credit_note_line",
        sa.Column("credit_note_id", _ID, nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("id", _ID, nullable=False),
        sa.Column("invoice_line_id", _ID, nullable=True),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("quantity", sa.Text(), nullable=True),
        sa.Column("unit_amount", sa.Text(), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("discount", sa.BigInteger(), nullable=False),
        sa.Column("tax", sa.BigInteger(), nullable=False),
        sa.Column("tax_rate", sa.Text(), nullable=True),
        sa.Column("tax_reason", sa.String(), nullable=True),
        sa.Column("tax_included", sa.Boolean(), nullable=True),
        key=("credit_note_id", "position"),
        parent="credit_note",
    )
    _create(
        "customer_balance_transaction",
        sa.Column("id", _ID, nullable=False),
        sa.Column("customer_id", _ID, nullable=False),
        sa.Column("invoice_id", _ID, nullable=True),
        sa.Column("credit_note_id", _ID, nullable=True),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("ending_balance", sa.BigInteger(), nullable=True),
        sa.Column("description", sa.String(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        key=("id",),
        is_sourced=True,
    )
    op.create_index(
        "ix_customer_balance_transaction_by_customer",
        "customer_balance_transaction",
        ["project_id", "live_mode", "customer_id", "created_at", "id"],
    )
    _create(
        "subscription_schedule",
        sa.Column("id", _ID, nullable=False),
        sa.Column("customer_id", _ID, nullable=True),
        sa.Column("subscription_id", _ID, nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("end_behavior", sa.String(), nullable=True),
        sa.Column("phases", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        key=("id",),
        is_sourced=True,
    )
    op.create_index(
        "ix_subscription_schedule_by_subscription",
        "subscription_schedule",
        ["project_id", "live_mode", "subscription_id"],
    )
    _create(
        "invoice_item",
        sa.Column("id", _ID, nullable=False),
        sa.Column("customer_id", _ID, nullable=False),
        sa.Column("subscription_id", _ID, nullable=True),
        sa.Column("invoice_id", _ID, nullable=True),
        sa.Column("description", sa.String(), nullable=True),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("quantity", sa.Text(), nullable=True),
        sa.Column("discountable", sa.Boolean(), nullable=False),
        sa.Column("discount_ids", sa.Text(), nullable=True),
        sa.Column("tax_rate_ids", sa.Text(), nullable=True),
        sa.Column("proration", sa.Boolean(), nullable=False),
        sa.Column("period_start", sa.BigInteger(), nullable=True),
        sa.Column("period_end", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=True),
        key=("id",),
        is_sourced=True,
    )
    op.create_index(
        "ix_invoice_item_by_customer", "invoice_item", ["project_id", "live_mode", "customer_id", "invoice_id", "id"]
    )
    _create(
        "tax_rate",
        sa.Column("id", _ID, nullable=False),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("percentage", sa.Text(), nullable=True),
        sa.Column("included", sa.Boolean(), nullable=False),
        sa.Column("country", sa.String(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=True),
        key=("id",),
        is_sourced=True,
    )
    _create(
        "tax_id",
        sa.Column("id", _ID, nullable=False),
        sa.Column("customer_id", _ID, nullable=True),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        key=("id",),
        is_sourced=True,
    )
    op.create_index("ix_tax_id_by_customer", "tax_id", ["project_id", "live_mode", "customer_id", "created_at", "id"])


def downgrade() -> None:
    for table in reversed(_TABLES):
        op.drop_table(table)


_TABLES = [
    "coupon",
    "discount",
    "credit_note",
    "credit_note_line",
    "customer_balance_transaction",
    "subscription_schedule",
    "invoice_item",
    "tax_rate",
    "tax_id",
]


def _create(
    name: str, *columns: sa.Column[Any], key: tuple[str, ...], is_sourced: bool = False, parent: str | None = None
) -> None:
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
    if parent is not None:
        constraints.append(
            sa.ForeignKeyConstraint(
                ["project_id", "live_mode", f"{parent}_id"],
                [f"{parent}.project_id", f"{parent}.live_mode", f"{parent}.id"],
                name=op.f(f"fk_{name}_project_id_live_mode_{parent}_id"),
            )
        )
    op.create_table(name, *(source if is_sourced else []), *scope, *columns, *constraints)
