"""The seller's time zone, and the keys of stored PDFs without today's customer and seller."""

import json
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"

# What the release before put into the keys, wherever the invoice had nothing: the customer's and the project's parts.
_BUYER = ("name", "email", "phone", "address", "tax_ids")
_SELLER = ("name", "address", "email", "phone", "tax_id", "tax_ids", "footer")
_DOCUMENTS = {"address", "tax_ids"}
_SCOPE = ("project_id", "live_mode")
_ID = sa.String().with_variant(sa.String(collation="C"), "postgresql")
_AT_ONCE = 1_000


def _table(name: str, *columns: str) -> Any:
    flags = {"live_mode": sa.Boolean()}
    return sa.table(name, *(sa.column(each, flags.get(each, _ID)) for each in columns))


_INVOICE = _table("invoice", *_SCOPE, "id", "customer_id", "buyer", "seller", "pdf_key_parts")
_CUSTOMER = _table("customer", *_SCOPE, "id", *_BUYER)
_PROJECT = _table("project", "id", *_SELLER)
_STORED = _table("kept_document", *_SCOPE, "invoice_id")


def upgrade() -> None:
    op.add_column("project", sa.Column("time_zone", sa.String(), nullable=False, server_default="UTC"))
    op.add_column("invoice", sa.Column("pdf_key_parts", sa.Text(), nullable=True))
    connection = op.get_bind()
    last: tuple[Any, ...] | None = None
    while rows := connection.execute(_invoices_with_pdfs(last)).mappings().all():
        for row in rows:
            is_it = sa.and_(*(_INVOICE.c[name] == row[name] for name in (*_SCOPE, "id")))
            connection.execute(sa.update(_INVOICE).where(is_it).values(pdf_key_parts=_key_parts(row)))
        last = tuple(rows[-1][name] for name in (*_SCOPE, "id"))


def downgrade() -> None:
    with op.batch_alter_table("invoice") as batch_op:
        batch_op.drop_column("pdf_key_parts")
    with op.batch_alter_table("project") as batch_op:
        batch_op.drop_column("time_zone")


def _invoices_with_pdfs(last: tuple[Any, ...] | None) -> Any:
    key = (_INVOICE.c.project_id, _INVOICE.c.live_mode, _INVOICE.c.id)
    of_customer = (_CUSTOMER.c[name] == _INVOICE.c[name] for name in _SCOPE)
    stored = sa.select(*(_STORED.c[name] for name in (*_SCOPE, "invoice_id")))
    query = (
        sa.select(
            *key,
            _INVOICE.c.buyer,
            _INVOICE.c.seller,
            *(_CUSTOMER.c[name].label(f"buyer_{name}") for name in _BUYER),
            *(_PROJECT.c[name].label(f"seller_{name}") for name in _SELLER),
        )
        .join(_CUSTOMER, sa.and_(*of_customer, _CUSTOMER.c.id == _INVOICE.c.customer_id))
        .join(_PROJECT, _PROJECT.c.id == _INVOICE.c.project_id)
        .where(sa.tuple_(*key).in_(stored))
        .order_by(*key)
        .limit(_AT_ONCE)
    )
    return query if last is None else query.where(sa.tuple_(*key) > sa.tuple_(*map(sa.literal, last)))


def _key_parts(row: sa.RowMapping) -> str:
    buyer, seller = (json.loads(row[name] or "null") for name in ("buyer", "seller"))
    own = {name: value for name, value in (("buyer", buyer), ("seller", seller)) if value is not None}
    parts = {
        "invoice": own,
        "buyer": dict(_missing(row, "buyer", buyer, _BUYER)),
        "seller": dict(_missing(row, "seller", seller, _SELLER)),
    }
    return json.dumps(parts, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def _missing(row: sa.RowMapping, of: str, own: dict[str, Any] | None, names: tuple[str, ...]) -> Iterator[Any]:
    for name in names:
        value = row[f"{of}_{name}"]
        if value is not None and not (own or {}).get(name):
            yield name, json.loads(value) if name in _DOCUMENTS else value
