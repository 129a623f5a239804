"""What filters ask of each customer, as one integer beside the orders of the list, and how many have which."""

import time

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"

_BYTEWISE = sa.String().with_variant(sa.String(collation="C"), "postgresql")
_SCOPE = ["project_id", "live_mode"]

_SUBSCRIPTIONS = ("ACTIVE", "TRIALING", "PAST_DUE", "UNPAID", "CANCELED", "INCOMPLETE", "INCOMPLETE_EXPIRED", "PAUSED")
_INVOICES = ("DRAFT", "OPEN", "PAID", "VOID", "UNCOLLECTIBLE")
_OVERDUE, _CANCELLING, _DISPUTED = 8192, 16384, 32768

_OF_CUSTOMER = (
    "{0}.project_id = customer.project_id AND {0}.live_mode = customer.live_mode AND {0}.customer_id = customer.id"
)
_GOES_ON = "(its.cancel_at IS NULL OR its.cancel_at > {now})"


def _bit(condition: str, bit: int) -> str:
    return f"max(CASE WHEN {condition} THEN {bit} ELSE 0 END)"


_SUBSCRIPTION_BITS = " + ".join(
    [
        _bit(
            "its.status = 'CANCELED' OR its.cancel_at <= {now}"
            if status == "CANCELED"
            else f"its.status = '{status}' AND {_GOES_ON}",
            1 << place,
        )
        for place, status in enumerate(_SUBSCRIPTIONS)
    ]
    + [_bit("its.status IN ('ACTIVE', 'TRIALING', 'PAST_DUE') AND its.cancel_at > {now}", _CANCELLING)]
)
_INVOICE_BITS = " + ".join(_bit(f"its.status = '{status}'", 1 << place) for place, status in enumerate(_INVOICES, 8))

_OPEN = f"{_OF_CUSTOMER.format('its')} AND its.status = 'OPEN'"
_MOMENT = f"""
    (SELECT {{pick}}(moment)
     FROM (SELECT its.cancel_at AS moment FROM subscription AS its WHERE {_OF_CUSTOMER.format("its")}
           UNION ALL SELECT min(its.due_at) + 1 FROM invoice AS its WHERE {_OPEN}) AS moments
     WHERE moment {{side}} {{now}})
"""  # noqa: S608

_FILL = f"""
    INSERT INTO customer_facets (project_id, live_mode, id, facets, created_at, sort_name,
                                 last_change_at, next_change_at)
    SELECT project_id, live_mode, id,
           coalesce((SELECT {_SUBSCRIPTION_BITS} FROM subscription AS its WHERE {_OF_CUSTOMER.format("its")}), 0)
           + coalesce((SELECT {_INVOICE_BITS} FROM invoice_summary AS its WHERE {_OF_CUSTOMER.format("its")}), 0)
           + CASE WHEN EXISTS (SELECT 1 FROM invoice AS its WHERE {_OPEN} AND its.due_at < {{now}})
                    OR EXISTS (SELECT 1 FROM invoice_summary AS its
                               WHERE {_OF_CUSTOMER.format("its")} AND its.due_month = 0)
                  THEN {_OVERDUE} ELSE 0 END
           + CASE WHEN EXISTS (SELECT 1 FROM dispute AS its
                               WHERE {_OF_CUSTOMER.format("its")} AND its.status IN ('NEEDS_RESPONSE', 'UNDER_REVIEW'))
                  THEN {_DISPUTED} ELSE 0 END,
           created_at, sort_name,
           {_MOMENT.replace("{pick}", "max").replace("{side}", "<=")},
           {_MOMENT.replace("{pick}", "min").replace("{side}", ">")}
    FROM customer
"""  # noqa: S608
_COUNT = """
    INSERT INTO facet_count (project_id, live_mode, facets, id, how_many)
    SELECT project_id, live_mode, facets, 'filled', count(*) FROM customer_facets GROUP BY project_id, live_mode, facets
"""


def upgrade() -> None:
    _create("customer_facets", ("id",), sa.Column("id", _BYTEWISE, nullable=False), *_columns())
    _create(
        "facet_count",
        ("facets", "id"),
        sa.Column("facets", sa.BigInteger(), nullable=False),
        sa.Column("id", _BYTEWISE, nullable=False),
        sa.Column("how_many", sa.BigInteger(), nullable=False),
        sqlite_with_rowid=False,
    )
    op.execute(_FILL.format(now=time.time_ns() // 1000))
    op.execute(_COUNT)
    op.create_index("ix_customer_facets_newest", "customer_facets", [*_SCOPE, "facets", "created_at", "id"])
    op.create_index("ix_customer_facets_by_name", "customer_facets", [*_SCOPE, "facets", "sort_name", "id"])
    for name in ("next_change", "last_change"):
        op.create_index(
            f"ix_customer_facets_by_{name}",
            "customer_facets",
            [*_SCOPE, f"{name}_at"],
            sqlite_where=sa.text(f"{name}_at IS NOT NULL"),
            postgresql_where=sa.text(f"{name}_at IS NOT NULL"),
        )


def _columns() -> list[sa.Column[object]]:
    return [
        sa.Column("facets", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("sort_name", _BYTEWISE, nullable=False),
        sa.Column("last_change_at", sa.BigInteger(), nullable=True),
        sa.Column("next_change_at", sa.BigInteger(), nullable=True),
    ]


def _create(name: str, keys: tuple[str, ...], *columns: sa.Column[object], **options: bool) -> None:
    op.create_table(
        name,
        sa.Column("project_id", _BYTEWISE, nullable=False),
        sa.Column("live_mode", sa.Boolean(), nullable=False),
        *columns,
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=f"fk_{name}_project_id"),
        sa.PrimaryKeyConstraint(*_SCOPE, *keys, name=f"pk_{name}"),
        **options,
    )


def downgrade() -> None:
    op.drop_table("facet_count")
    op.drop_table("customer_facets")
