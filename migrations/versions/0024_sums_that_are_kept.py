"""Sums of payments and invoices that are kept as these change, filled from those that are there."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"

_BYTEWISE = sa.String().with_variant(sa.String(collation="C"), "postgresql")

# The calendar month in UTC, counted from January of the year 0.
_MONTH = {
    "sqlite": "CAST(strftime('%Y', {0} / 1000000, 'unixepoch') AS INTEGER) * 12"
    " + CAST(strftime('%m', {0} / 1000000, 'unixepoch') AS INTEGER) - 1",
    "postgresql": "CAST(EXTRACT(YEAR FROM to_timestamp({0} / 1000000) AT TIME ZONE 'UTC') * 12"
    " + EXTRACT(MONTH FROM to_timestamp({0} / 1000000) AT TIME ZONE 'UTC') - 1 AS INTEGER)",
}

_FILL = (
    """
    INSERT INTO payment_summary (project_id, live_mode, customer_id, currency, status,
                                 how_many, received, refunded, disputed, incomplete)
    SELECT project_id, live_mode, customer_id, currency, status, count(*), sum(amount_received),
           sum(amount_refunded), sum(amount_disputed), sum(CASE WHEN disputes_incomplete THEN 1 ELSE 0 END)
    FROM payment_intent WHERE customer_id IS NOT NULL
    GROUP BY project_id, live_mode, customer_id, currency, status
    """,
    """
    INSERT INTO payment_month (project_id, live_mode, customer_id, month, currency, received, net)
    SELECT project_id, live_mode, customer_id, {created_month}, currency, sum(amount_received),
           sum(amount_received - amount_refunded - amount_disputed)
    FROM payment_intent WHERE customer_id IS NOT NULL AND amount_received > 0
    GROUP BY project_id, live_mode, customer_id, {created_month}, currency
    """,
    """
    INSERT INTO invoice_summary (project_id, live_mode, customer_id, currency, status, due_month,
                                 how_many, paid, remaining)
    SELECT project_id, live_mode, customer_id, currency, status, due_month,
           count(*), sum(amount_paid), sum(amount_remaining)
    FROM (SELECT invoice.*, CASE WHEN status <> 'OPEN' THEN 120000
                                 WHEN attempt_count > 0 AND NOT payment_processing THEN 0
                                 WHEN due_at IS NULL THEN 120000
                                 ELSE {due_month} END AS due_month
          FROM invoice) AS dated
    GROUP BY project_id, live_mode, customer_id, currency, status, due_month
    """,
)


def upgrade() -> None:
    _create("payment_summary", ("currency", "status"), "how_many", "received", "refunded", "disputed", "incomplete")
    _create("payment_month", ("month", "currency"), "received", "net")
    _create("invoice_summary", ("currency", "status", "due_month"), "how_many", "paid", "remaining")
    month = _MONTH[op.get_bind().dialect.name]
    for statement in _FILL:
        op.execute(statement.format(created_month=month.format("created_at"), due_month=month.format("due_at")))
    op.create_index(
        "ix_invoice_by_due_date",
        "invoice",
        ["project_id", "live_mode", "customer_id", "due_at"],
        sqlite_where=sa.text("status = 'OPEN'"),
        postgresql_where=sa.text("status = 'OPEN'"),
    )


def _create(name: str, keys: tuple[str, ...], *figures: str) -> None:
    types = {"month": sa.BigInteger(), "due_month": sa.BigInteger(), "status": sa.String()}
    op.create_table(
        name,
        sa.Column("project_id", _BYTEWISE, nullable=False),
        sa.Column("live_mode", sa.Boolean(), nullable=False),
        sa.Column("customer_id", _BYTEWISE, nullable=False),
        *(sa.Column(key, types.get(key, _BYTEWISE), nullable=False) for key in keys),
        *(sa.Column(figure, sa.BigInteger(), nullable=False) for figure in figures),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=f"fk_{name}_project_id"),
        sa.PrimaryKeyConstraint("project_id", "live_mode", "customer_id", *keys, name=f"pk_{name}"),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_index("ix_invoice_by_due_date", "invoice")
    for table in ("invoice_summary", "payment_month", "payment_summary"):
        op.drop_table(table)
