"""How many customers have which facets, in spans of time: counts of a range add up a few rows."""

from itertools import pairwise

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"

_BYTEWISE = sa.String().with_variant(sa.String(collation="C"), "postgresql")
_HOUR = 3_600_000_000
_WIDTHS = (_HOUR, 16 * _HOUR, 256 * _HOUR, 4_096 * _HOUR, 1 << 62)
_ANYBODY = -1
_INSERT = "INSERT INTO customer_count (project_id, live_mode, width, facets, begins_at, id, how_many)"
_BEGIN = "{moment} - ({moment} % {width} + {width}) % {width}"
_OF_CUSTOMERS = f"""
    {_INSERT}
    SELECT project_id, live_mode, {_HOUR}, facets, {_BEGIN.format(moment="created_at", width=_HOUR)}, '', count(*)
    FROM customer_facets GROUP BY 1, 2, 4, 5
"""  # noqa: S608
# Each is added up of those that are shorter.
_OF_SPANS = f"""
    {_INSERT}
    SELECT project_id, live_mode, {{width}}, facets, {_BEGIN.replace("{moment}", "begins_at")}, '', sum(how_many)
    FROM customer_count WHERE width = {{shorter}} GROUP BY 1, 2, 4, 5
"""  # noqa: S608
_OF_ANYBODY = f"""
    {_INSERT}
    SELECT project_id, live_mode, width, {_ANYBODY}, begins_at, '', sum(how_many)
    FROM customer_count GROUP BY 1, 2, 3, 5
"""  # noqa: S608
_COUNT_AS_BEFORE = (
    "DELETE FROM facet_count",
    "INSERT INTO facet_count (project_id, live_mode, facets, id, how_many)"
    " SELECT project_id, live_mode, facets, 'filled', count(*) FROM customer_facets"
    " GROUP BY project_id, live_mode, facets",
)


def upgrade() -> None:
    # facet_count itself goes one release later, because processes of the last one still read and write it.
    op.create_table(
        "customer_count",
        sa.Column("project_id", _BYTEWISE, nullable=False),
        sa.Column("live_mode", sa.Boolean(), nullable=False),
        sa.Column("width", sa.BigInteger(), nullable=False),
        sa.Column("facets", sa.BigInteger(), nullable=False),
        sa.Column("begins_at", sa.BigInteger(), nullable=False),
        sa.Column("id", _BYTEWISE, nullable=False),
        sa.Column("how_many", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name="fk_customer_count_project_id"),
        sa.PrimaryKeyConstraint(
            "project_id", "live_mode", "width", "facets", "begins_at", "id", name="pk_customer_count"
        ),
        sqlite_with_rowid=False,
    )
    op.execute(_OF_CUSTOMERS)
    for shorter, width in pairwise(_WIDTHS):
        op.execute(_OF_SPANS.format(shorter=shorter, width=width))
    op.execute(_OF_ANYBODY)


def downgrade() -> None:
    for statement in _COUNT_AS_BEFORE:
        op.execute(statement)
    op.drop_table("customer_count")
