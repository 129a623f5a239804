"""Lists and pages find what a row needs in the row: whose a refund is, the default method, a payment under way."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

_ID = sa.String().with_variant(sa.String(collation="C"), "postgresql")
_BY_CUSTOMER = ["project_id", "live_mode", "customer_id"]


def upgrade() -> None:
    for table in ("refund", "dispute"):
        op.add_column(table, sa.Column("customer_id", _ID, nullable=True))
        op.create_index(f"ix_{table}_by_customer", table, [*_BY_CUSTOMER, "created_at", "id"])
    _create_partial_index("ix_dispute_by_closing", "dispute", "closed_at", "closed_at IS NOT NULL")
    op.create_index("ix_credit_note_by_issue", "credit_note", [*_BY_CUSTOMER, "issued_at", "id"])
    _create_partial_index("ix_charge_by_failure", "charge", "created_at", "status = 'FAILED'")
    _add_filled("payment_method", "is_default", sa.BigInteger(), sa.text("0"))
    op.drop_index("ix_payment_method_by_customer", "payment_method")
    op.create_index(
        "ix_payment_method_by_customer", "payment_method", [*_BY_CUSTOMER, "is_default", "created_at", "id"]
    )
    _add_filled("invoice", "payment_processing", sa.Boolean(), sa.false())
    op.execute(
        "UPDATE invoice SET payment_processing = TRUE WHERE EXISTS (SELECT 1 FROM payment_intent AS paid"
        " WHERE paid.project_id = invoice.project_id AND paid.live_mode = invoice.live_mode"
        " AND paid.invoice_id = invoice.id AND paid.status = 'PROCESSING')"
    )


def downgrade() -> None:
    for table, column in (("invoice", "payment_processing"), ("payment_method", "is_default")):
        if table == "payment_method":
            op.drop_index("ix_payment_method_by_customer", table)
        with op.batch_alter_table(table) as batch_op:
            batch_op.drop_column(column)
    op.create_index("ix_payment_method_by_customer", "payment_method", [*_BY_CUSTOMER, "created_at", "id"])
    op.drop_index("ix_charge_by_failure", "charge")
    op.drop_index("ix_credit_note_by_issue", "credit_note")
    op.drop_index("ix_dispute_by_closing", "dispute")
    for table in ("refund", "dispute"):
        op.drop_index(f"ix_{table}_by_customer", table)
        with op.batch_alter_table(table) as batch_op:
            batch_op.drop_column("customer_id")


def _create_partial_index(name: str, table: str, moment: str, where: str) -> None:
    conditions = {"sqlite_where": sa.text(where), "postgresql_where": sa.text(where)}
    op.create_index(name, table, [*_BY_CUSTOMER, moment, "id"], **conditions)


def _add_filled(table: str, column: str, kind: sa.types.TypeEngine[object], value: object) -> None:
    """The value fills the rows that there are; it is no default."""
    with op.batch_alter_table(table) as batch_op:
        batch_op.add_column(sa.Column(column, kind, nullable=False, server_default=value))
    with op.batch_alter_table(table) as batch_op:
        batch_op.alter_column(column, existing_type=kind, existing_nullable=False, server_default=None)
