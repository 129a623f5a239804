"""An invoice keeps its seller as it stood at issue."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

_PARTS = ("name", "address", "email", "phone", "tax_id", "tax_ids")
_DOCUMENTS = {"address", "tax_ids"}


def upgrade() -> None:
    with op.batch_alter_table("invoice", schema=None) as batch_op:
        batch_op.add_column(sa.Column("seller", sa.Text(), nullable=True))
    # Of the invoices that are there, the seller as it is now is the best that is known.
    project = sa.table("project", *map(sa.column, ("id", *_PARTS)))
    invoice = sa.table("invoice", *map(sa.column, ("project_id", "status", "seller")))
    connection = op.get_bind()
    for row in connection.execute(sa.select(project)).mappings().all():
        of_project = invoice.update().where(invoice.c.project_id == row["id"], invoice.c.status != "DRAFT")
        connection.execute(of_project.values(seller=_seller(row)))


def downgrade() -> None:
    with op.batch_alter_table("invoice", schema=None) as batch_op:
        batch_op.drop_column("seller")


def _seller(row: sa.RowMapping) -> str:
    parts = {part: json.loads(row[part]) if part in _DOCUMENTS and row[part] else row[part] for part in _PARTS}
    return json.dumps(parts, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
