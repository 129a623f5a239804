"""Which columns name rows of other tables, and which of them rules follow back: from a row to those that name it."""

from collections.abc import Iterator

from sqlalchemy import Table

from intake.kinds import KINDS
from models.tables import METADATA

FACTS = (*(kind.table for kind in KINDS), *(METADATA.tables[name] for kind in KINDS for name in kind.children))
"""The tables that objects are translated into."""
SHARED = tuple(METADATA.tables[name] for name in ("product", "plan", "coupon", "tax_rate"))
"""Those of what all customers share."""

PARENTS = {
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
"""The tables of the rows that columns of these names name."""

# By what is named: the tables and columns by which the import, what it keeps and ending cards find rows that were there
# before the row that they name. Each column is the third of an index, after project and mode.
FOLLOWED = {
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


def list_names() -> Iterator[tuple[Table, str, Table]]:
    """Each column that names a row of another table by its id: its table, its name, and the other table."""
    for table in FACTS:
        for column in table.columns:
            if column.name.endswith("_id") and column.name != "project_id":
                yield table, column.name, METADATA.tables[PARENTS[column.name]]


def needs_index(table: str, column: str) -> bool:
    """Whether rows are found by the column."""
    return any((table, column) in followed for followed in FOLLOWED.values())
