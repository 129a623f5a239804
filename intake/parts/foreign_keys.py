"""Which columns refer to rows of other tables, and which of them the import looks up in reverse."""

from collections.abc import Iterator

from sqlalchemy import Table

from intake.kinds import KINDS
from models.tables import METADATA

OBJECT_TABLES = (*(kind.table for kind in KINDS), *(METADATA.tables[name] for kind in KINDS for name in kind.children))
"""The tables that objects are translated into."""
SHARED_TABLES = tuple(METADATA.tables[name] for name in ("product", "plan", "coupon", "tax_rate"))
"""Those whose rows all customers share."""

REFERENCED_TABLES = {
    "customer_id": "customer",
    "payment_method_id": "payment_method",
    "default_payment_method_id": "payment_method",
    "subscription_id": "subscription",
    "subscription_item_id": "subscription_item",
    "schedule_id": "subscription_schedule",
    "invoice_id": "invoice",
    "from_invoice_id": "invoice",
    "invoice_line_id": "invoice_line",
    "credit_note_id": "credit_note",
    "charge_id": "charge",
    "latest_charge_id": "charge",
    "payment_id": "payment_intent",
    "payment_intent_id": "payment_intent",
    "product_id": "product",
    "plan_id": "plan",
    "coupon_id": "coupon",
}
"""By column name, the table that it refers to."""

# By table: the tables and columns that refer to it, by which the import, derived rows and ending cards find rows that
# were stored before the row they refer to. Each column is the third of an index, after project and mode.
REVERSE_LOOKUPS = {
    "customer": (
        ("payment_method", "customer_id"),
        ("subscription", "customer_id"),
        ("invoice", "customer_id"),
        ("invoice_item", "customer_id"),
        ("payment_intent", "customer_id"),
    ),
    "subscription": (("subscription_schedule", "subscription_id"), ("subscription_item", "subscription_id")),
    "invoice": (
        ("credit_note", "invoice_id"),
        ("invoice_payment", "invoice_id"),
        ("payment_intent", "invoice_id"),
    ),
    "charge": (("refund", "charge_id"), ("dispute", "charge_id"), ("invoice_payment", "charge_id")),
    "payment_intent": (
        ("charge", "payment_intent_id"),
        ("refund", "payment_id"),
        ("dispute", "payment_id"),
        ("invoice_payment", "payment_id"),
    ),
    "payment_method": (("payment_intent", "payment_method_id"),),
}


def list_foreign_keys() -> Iterator[tuple[Table, str, Table]]:
    """Each column that refers to a row of another table: its table, its name, and the other table."""
    for table in OBJECT_TABLES:
        for column in table.columns:
            if column.name.endswith("_id") and column.name != "project_id":
                yield table, column.name, METADATA.tables[REFERENCED_TABLES[column.name]]


def needs_index(table: str, column: str) -> bool:
    """Whether rows are looked up by the column."""
    return any((table, column) in followed for followed in REVERSE_LOOKUPS.values())
