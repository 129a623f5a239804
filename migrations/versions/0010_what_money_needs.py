"""Rows say what the truth about money needs, and may name what is not there."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
# What it adds is known of objects once they are imported again.
FILLED_BY_IMPORTS = True

_ID = sa.String().with_variant(sa.String(collation="C"), "postgresql")
_SOURCED = ("customer", "product", "plan", "subscription", "invoice", "payment_intent")
_ADDED = {
    "customer": {
        "balances": sa.Text(),
        "tax_exempt": sa.String(),
        "discount_ids": sa.Text(),
        "default_payment_method_id": _ID,
    },
    "plan": {
        "nickname": sa.String(),
        "billing_scheme": sa.String(),
        "tiers_mode": sa.String(),
        "tiers": sa.Text(),
        "currency_options": sa.Text(),
        "package_size": sa.BigInteger(),
        "package_rounding": sa.String(),
    },
    "subscription": {
        "cancellation_cause": sa.String(),
        "pause_behavior": sa.String(),
        "pause_resumes_at": sa.BigInteger(),
        "paused_at": sa.BigInteger(),
        "unpaused_at": sa.BigInteger(),
        "schedule_id": _ID,
        "collection_method": sa.String(),
        "billing_cycle_anchor": sa.BigInteger(),
        "default_payment_method_id": _ID,
        "discount_ids": sa.Text(),
        "tax_rate_ids": sa.Text(),
        "automatic_tax": sa.Boolean(),
    },
    "subscription_item": {
        "current_period_start": sa.BigInteger(),
        "current_period_end": sa.BigInteger(),
        "discount_ids": sa.Text(),
        "tax_rate_ids": sa.Text(),
    },
    "invoice": {
        "effective_at": sa.BigInteger(),
        "discount": sa.BigInteger(),
        "discounts": sa.Text(),
        "shipping": sa.BigInteger(),
        "shipping_tax": sa.BigInteger(),
        "taxes": sa.Text(),
        "starting_balance": sa.BigInteger(),
        "ending_balance": sa.BigInteger(),
        "pre_payment_credited": sa.BigInteger(),
        "post_payment_credited": sa.BigInteger(),
        "collection_method": sa.String(),
        "auto_advance": sa.Boolean(),
        "attempted": sa.Boolean(),
        "attempt_count": sa.BigInteger(),
        "next_attempt_at": sa.BigInteger(),
    },
    "invoice_line": {
        "discounts": sa.Text(),
        "taxes": sa.Text(),
    },
    "payment_intent": {
        "amount_capturable": sa.BigInteger(),
        "payment_method_id": _ID,
        "latest_charge_id": _ID,
        "stated": sa.Text(),
    },
}
# Those that may not be null, with what they are in a row from before.
_FILLED = {
    "invoice": {"lines_complete": (sa.Boolean(), sa.true())},
    "plan": {"is_metered": (sa.Boolean(), sa.false())},
    "payment_intent": {
        "amount_received": (sa.BigInteger(), sa.text("0")),
        "amount_refunded": (sa.BigInteger(), sa.text("0")),
        "refund_status": (sa.String(), sa.text("'NONE'")),
        "amount_disputed": (sa.BigInteger(), sa.text("0")),
        "disputed": (sa.Boolean(), sa.false()),
        "disputes_incomplete": (sa.Boolean(), sa.false()),
    },
}
# Neighbours that may be absent.
_UNTIED = {"invoice": ["subscription_id"], "payment_intent": ["customer_id", "invoice_id"], "plan": ["product_id"]}
_UNKNOWN_OF_A_PLAN = {
    "product_id": _ID,
    "unit_amount": sa.Text(),
    "amount": sa.BigInteger(),
    "currency": sa.String(),
    "interval": sa.String(),
    "interval_count": sa.Integer(),
}


def upgrade() -> None:
    for table in dict.fromkeys((*_SOURCED, *_ADDED)):
        with op.batch_alter_table(table) as batch_op:
            _add_columns(batch_op, table)
            for column in _UNTIED.get(table, []):
                batch_op.drop_constraint(op.f(f"fk_{table}_project_id_live_mode_{column}"), type_="foreignkey")
            if table == "plan":
                for column, kind in _UNKNOWN_OF_A_PLAN.items():
                    batch_op.alter_column(column, existing_type=kind, nullable=True)
            if table == "subscription_item":
                batch_op.alter_column("quantity", existing_type=sa.Integer(), type_=sa.BigInteger(), nullable=True)
                batch_op.alter_column("amount", existing_type=sa.BigInteger(), nullable=True)
            if table == "invoice_line":
                batch_op.alter_column(
                    "quantity",
                    existing_type=sa.Integer(),
                    type_=sa.Text(),
                    existing_nullable=False,
                    postgresql_using="quantity::text",
                )
    op.create_index("ix_payment_intent_by_method", "payment_intent", ["project_id", "live_mode", "payment_method_id"])
    _fill()


def _add_columns(batch_op: Any, table: str) -> None:
    if table in _SOURCED:
        batch_op.add_column(sa.Column("source_rank", _ID, nullable=True))
        batch_op.add_column(sa.Column("deleted_at", sa.BigInteger(), nullable=True))
    for column, kind in _ADDED.get(table, {}).items():
        batch_op.add_column(sa.Column(column, kind, nullable=True))
    for column, (kind, value) in _FILLED.get(table, {}).items():
        batch_op.add_column(sa.Column(column, kind, nullable=False, server_default=value))


def _fill() -> None:
    """What follows from what was there; the values that filled new columns are no defaults."""
    op.execute("UPDATE plan SET nickname = name WHERE name <> product_name")
    op.execute("UPDATE payment_intent SET amount_received = amount WHERE status = 'SUCCEEDED'")
    op.execute("UPDATE invoice_line SET id = invoice_id || '/' || position WHERE substr(id, 1, 3) <> 'il_'")
    op.execute(
        "UPDATE subscription SET cancellation_cause = CASE WHEN cancellation_requested_at IS NULL THEN 'UNKNOWN'"
        " ELSE 'REQUESTED' END WHERE status = 'CANCELED' OR cancel_at IS NOT NULL"
    )
    for table, columns in _FILLED.items():
        with op.batch_alter_table(table) as batch_op:
            for column, (kind, _) in columns.items():
                batch_op.alter_column(column, existing_type=kind, existing_nullable=False, server_default=None)


def downgrade() -> None:
    """What was not possible before is lost: an unknown price becomes 0 a month, and absent neighbours go."""
    for statement in _MADE_POSSIBLE:
        op.execute(statement)
    op.drop_index("ix_payment_intent_by_method", "payment_intent")
    for table in reversed(list(dict.fromkeys((*_SOURCED, *_ADDED)))):
        with op.batch_alter_table(table) as batch_op:
            added = [*_ADDED.get(table, {}), *_FILLED.get(table, {})]
            for column in (*added, *(("source_rank", "deleted_at") if table in _SOURCED else ())):
                batch_op.drop_column(column)
            for column in _UNTIED.get(table, []):
                batch_op.create_foreign_key(
                    op.f(f"fk_{table}_project_id_live_mode_{column}"),
                    column.removesuffix("_id"),
                    ["project_id", "live_mode", column],
                    ["project_id", "live_mode", "id"],
                )
            if table == "plan":
                for column, kind in _UNKNOWN_OF_A_PLAN.items():
                    batch_op.alter_column(column, existing_type=kind, nullable=False)
            if table == "subscription_item":
                batch_op.alter_column("quantity", existing_type=sa.BigInteger(), type_=sa.Integer(), nullable=False)
                batch_op.alter_column("amount", existing_type=sa.BigInteger(), nullable=False)
            if table == "invoice_line":
                batch_op.alter_column(
                    "quantity",
                    existing_type=sa.Text(),
                    type_=sa.Integer(),
                    existing_nullable=False,
                    postgresql_using="quantity::integer",
                )


def _unless_there(column: str, table: str) -> str:
    return (
        f"SET {column} = NULL WHERE NOT EXISTS (SELECT 1 FROM {column.removesuffix('_id')} other"  # noqa: S608
        f" WHERE other.project_id = {table}.project_id AND other.live_mode = {table}.live_mode"
        f" AND other.id = {table}.{column})"
    )


_MADE_POSSIBLE = [
    "UPDATE plan SET unit_amount = COALESCE(unit_amount, '0'), amount = COALESCE(amount, 0),"
    " currency = COALESCE(currency, 'XXX'), interval = COALESCE(interval, 'MONTH'),"
    " interval_count = COALESCE(interval_count, 1), product_id = COALESCE(product_id, id)",
    "INSERT INTO product (project_id, live_mode, id, name)"
    " SELECT project_id, live_mode, product_id, MIN(product_name) FROM plan WHERE NOT EXISTS (SELECT 1 FROM product"
    " WHERE product.project_id = plan.project_id AND product.live_mode = plan.live_mode"
    " AND product.id = plan.product_id) GROUP BY project_id, live_mode, product_id",
    f"UPDATE invoice {_unless_there('subscription_id', 'invoice')}",
    f"UPDATE payment_intent {_unless_there('customer_id', 'payment_intent')}",
    f"UPDATE payment_intent {_unless_there('invoice_id', 'payment_intent')}",
    "UPDATE subscription_item SET amount = COALESCE(amount, 0), quantity = COALESCE(quantity, 1)",
    "UPDATE invoice_line SET quantity = CAST(CAST(quantity AS NUMERIC) AS INTEGER)",
]
