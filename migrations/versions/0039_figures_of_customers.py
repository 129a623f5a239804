"""Figures of customers are kept once the upgrade is finished: until then a process of the last release may write.

Of new customers they are kept at once.
"""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"

_BYTEWISE = sa.String().with_variant(sa.String(collation="C"), "postgresql")
_FILL = """
    INSERT INTO customer_figures (project_id, live_mode, id, since)
    SELECT project_id, live_mode, id, 0 FROM customer ORDER BY project_id, live_mode, id
"""


def upgrade() -> None:
    op.create_table(
        "customer_figures",
        sa.Column("project_id", _BYTEWISE, nullable=False),
        sa.Column("live_mode", sa.Boolean(), nullable=False),
        sa.Column("id", _BYTEWISE, nullable=False),
        sa.Column("figures", _BYTEWISE, nullable=True),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name="fk_customer_figures_project_id"),
        sa.PrimaryKeyConstraint("project_id", "live_mode", "id", name="pk_customer_figures"),
        sqlite_with_rowid=False,
    )
    op.execute(_FILL)
    has_end = sa.text("until IS NOT NULL")
    op.create_index(
        "ix_customer_figures_by_end",
        "customer_figures",
        ["project_id", "live_mode", "until", "id"],
        sqlite_where=has_end,
        postgresql_where=has_end,
    )


def downgrade() -> None:
    op.drop_table("customer_figures")
