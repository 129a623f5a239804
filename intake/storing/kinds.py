"""The kinds of objects that are kept, in the order in which they refer to each other, and their tables."""

from dataclasses import dataclass, field

from sqlalchemy import Table

from models.tables import METADATA


@dataclass(frozen=True, slots=True)
class Kind:
    """`children` are the tables whose rows are replaced with the object's, and their column that names it.

    `kept` are columns that keep their value where the import has none.
    """

    name: str
    table: Table
    children: dict[str, str] = field(default_factory=dict)
    kept: frozenset[str] = frozenset()


def _kind(name: str, table: str, children: dict[str, str] | None = None, *kept: str) -> Kind:
    return Kind(name, METADATA.tables[table], children or {}, frozenset(kept))


KINDS = (
    _kind("product", "product"),
    _kind("price", "plan"),
    _kind("customer", "customer", {"customer_word": "customer_id"}),
    _kind("subscription", "subscription", {"subscription_item": "subscription_id"}),
    _kind("invoice", "invoice", {"invoice_line": "invoice_id"}, "seller"),
    # Since 2025-03-31 a payment does not name its invoice: an invoice payment does.
    _kind("payment_intent", "payment_intent", None, "invoice_id"),
)

TABLES = {kind.name: kind.table for kind in KINDS}
LINK = "invoice_payment"
