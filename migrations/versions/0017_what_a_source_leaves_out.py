"""A line without a price, a subscription with more items than are known, and what credit notes took off an invoice."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    with op.batch_alter_table("invoice_line") as batch_op:
        batch_op.alter_column("unit_amount", existing_type=sa.Text(), nullable=True)
    _add_filled("subscription", "items_complete", sa.Boolean(), sa.true())
    _add_filled("invoice", "amount_credited", sa.BigInteger(), sa.text("0"))
    op.execute(
        "UPDATE invoice SET amount_credited = coalesce(pre_payment_credited, 0) + coalesce(post_payment_credited, 0)"
    )
    # Once the notes that are known come up to what the invoice says, they tell what it is by now.
    op.execute(
        "UPDATE invoice SET amount_credited = (SELECT coalesce(sum(note.total), 0) FROM credit_note AS note"
        " WHERE note.project_id = invoice.project_id AND note.live_mode = invoice.live_mode"
        " AND note.invoice_id = invoice.id AND note.currency = invoice.currency AND note.status <> 'VOID')"
        " WHERE amount_credited <= (SELECT sum(note.total) FROM credit_note AS note"
        " WHERE note.project_id = invoice.project_id AND note.live_mode = invoice.live_mode"
        " AND note.invoice_id = invoice.id AND note.currency = invoice.currency)"
    )


def downgrade() -> None:
    op.execute("UPDATE invoice_line SET unit_amount = '0' WHERE unit_amount IS NULL")
    for table, column in (("invoice", "amount_credited"), ("subscription", "items_complete")):
        with op.batch_alter_table(table) as batch_op:
            batch_op.drop_column(column)
    with op.batch_alter_table("invoice_line") as batch_op:
        batch_op.alter_column("unit_amount", existing_type=sa.Text(), nullable=False)


def _add_filled(table: str, column: str, kind: sa.types.TypeEngine[object], value: object) -> None:
    """The value fills the rows that there are; it is no default."""
    with op.batch_alter_table(table) as batch_op:
        batch_op.add_column(sa.Column(column, kind, nullable=False, server_default=value))
    with op.batch_alter_table(table) as batch_op:
        batch_op.alter_column(column, existing_type=kind, existing_nullable=False, server_default=None)
