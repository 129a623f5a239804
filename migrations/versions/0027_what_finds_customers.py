"""What finds customers in a search, kept as they change, filled from those that are there."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import orjson
import sqlalchemy as sa
from alembic import op

from models.search.entries import (
    entries_of_amounts,
    entries_of_card,
    entries_of_customer,
    entries_of_number,
)

revision = "0027"
down_revision = "0026"

_BYTEWISE = sa.String().with_variant(sa.String(collation="C"), "postgresql")
_AT_ONCE = 2_000
_KEY = (
    ("project_id", _BYTEWISE),
    ("live_mode", sa.Boolean()),
    ("text", _BYTEWISE),
    ("weight", sa.SmallInteger()),
    ("created_at", sa.BigInteger()),
    ("customer_id", _BYTEWISE),
    ("fields", sa.SmallInteger()),
)

_CUSTOMERS = """
    SELECT id, created_at, name, email, phone, metadata FROM customer
    WHERE project_id = :project_id AND live_mode = :live_mode AND id > :after ORDER BY id LIMIT :most
"""
# What their payments, invoices and methods say.
_OBJECTS = (
    (
        "SELECT customer_id, count(*), currency, amount, amount_received, method_last4 FROM payment_intent {where}"
        " GROUP BY customer_id, currency, amount, amount_received, method_last4",
        lambda currency, amount, received, last4: (
            entries_of_amounts(currency, amount, received) | entries_of_card(last4)
        ),
    ),
    (
        "SELECT customer_id, count(*), currency, total, number FROM invoice {where}"
        " GROUP BY customer_id, currency, total, number",
        lambda currency, total, number: entries_of_amounts(currency, total) | entries_of_number(number),
    ),
    (
        "SELECT customer_id, count(*), last4 FROM payment_method {where} GROUP BY customer_id, last4",
        entries_of_card,
    ),
)
_WHERE = "WHERE project_id = :project_id AND live_mode = :live_mode AND customer_id >= :first AND customer_id <= :last"


def upgrade() -> None:
    entries = op.create_table(
        "search_entry",
        *(sa.Column(name, kind, nullable=False) for name, kind in _KEY),
        sa.Column("how_many", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name="fk_search_entry_project_id"),
        sa.PrimaryKeyConstraint(*(name for name, _ in _KEY), name="pk_search_entry"),
        sqlite_with_rowid=False,
    )
    connection = op.get_bind()
    gathered = op.create_table(
        "gathered_entry",
        *(sa.Column(name, kind) for name, kind in _KEY),
        sa.Column("how_many", sa.Integer()),
        prefixes=["TEMPORARY"],
    )
    for rows in _compute_in_turn(connection):
        connection.execute(sa.insert(gathered), rows)
    # In the order of the key: else nearly every row of a large table would go into another page.
    in_order = sa.select(*gathered.c).order_by(*(gathered.c[name] for name, _ in _KEY))
    op.execute(sa.insert(entries).from_select(list(gathered.c.keys()), in_order))
    op.execute("DROP TABLE gathered_entry")


def downgrade() -> None:
    op.drop_table("search_entry")


def _compute_in_turn(connection: sa.Connection) -> Iterator[list[dict[str, Any]]]:
    """The rows of some customers at a time."""
    for project_id, live_mode in connection.execute(
        sa.text("SELECT DISTINCT project_id, live_mode FROM customer")
    ).all():
        scope = {"project_id": project_id, "live_mode": live_mode}
        after = ""
        while customers := connection.execute(sa.text(_CUSTOMERS), scope | {"after": after, "most": _AT_ONCE}).all():
            after = customers[-1].id
            if rows := _compute(connection, scope, customers):
                yield rows


def _compute(connection: sa.Connection, scope: dict[str, Any], customers: Any) -> list[dict[str, Any]]:
    said: Counter[tuple[str, int, str, int]] = Counter()
    for row in customers:
        for text, weight, fields in entries_of_customer(row.name, row.email, row.phone, orjson.loads(row.metadata)):
            said[text, int(weight), row.id, int(fields)] += 1
    bounds = scope | {"first": customers[0].id, "last": customers[-1].id}
    for statement, entries in _OBJECTS:
        for owner, times, *values in connection.execute(sa.text(statement.format(where=_WHERE)), bounds):
            for text, weight, fields in entries(*values):
                said[text, int(weight), owner, int(fields)] += times
    created = {row.id: row.created_at for row in customers}
    names = ("text", "weight", "customer_id", "fields")
    return [
        scope | dict(zip(names, key, strict=True)) | {"created_at": created[key[2]], "how_many": times}
        for key, times in said.items()
        if key[2] in created
    ]
