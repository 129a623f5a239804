"""The kinds of objects that are stored: table, translation, child tables and final states."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Table

from intake.shapes.balance_transaction import translate_balance_transaction
from intake.shapes.charge import translate_charge, translate_payment_of_charge
from intake.shapes.credit_note import translate_credit_note
from intake.shapes.customer import translate_customer
from intake.shapes.discount import translate_coupon, translate_discount
from intake.shapes.dispute import translate_dispute
from intake.shapes.fields import Fields
from intake.shapes.invoice import translate_invoice
from intake.shapes.invoice_item import translate_invoice_item
from intake.shapes.invoice_payment import translate_invoice_payment
from intake.shapes.payment_intent import translate_payment_intent
from intake.shapes.payment_method import translate_bank_account, translate_card, translate_payment_method
from intake.shapes.price import translate_plan, translate_price
from intake.shapes.product import translate_product
from intake.shapes.refund import translate_refund
from intake.shapes.subscription import translate_subscription
from intake.shapes.subscription_schedule import translate_schedule
from intake.shapes.tax import translate_tax_id, translate_tax_rate
from intake.shapes.translated import Row, Translated
from models.billing.tax import NAMED
from models.tables import METADATA

Translate = Callable[[Fields], Translated]


@dataclass(frozen=True, slots=True)
class Kind:
    """`children` are the tables whose rows are replaced with the object's, and their column that names it.

    `facts` are columns that keep what they have where a version does not tell it; of `moments` the latest counts.
    `final` ranks the states that nothing of the same second replaces but a higher one. `leaves` is the column and the
    value by which a deleted object's row goes: otherwise it stays, marked. Null replaces nothing in `kept` columns.
    Of the `named` columns the row keeps what each version said, and when. `translation` grows when a release reads
    more of the object or reads it otherwise: a row of an earlier one is replaced when the same version comes again.
    """

    name: str
    table: Table
    children: Mapping[str, str] = field(default_factory=dict)
    facts: tuple[str, ...] = ()
    moments: tuple[str, ...] = ()
    final: Mapping[str, int] = field(default_factory=dict)
    leaves: tuple[str, str | None] | None = None
    kept: frozenset[str] = frozenset()
    named: tuple[str, ...] = ()
    translation: int = 0

    def finality(self, row: Row) -> int:
        """How final a row's state is, from 0 (not at all) to 3 (deleted)."""
        return 3 if row["deleted_at"] is not None else self.final.get(row.get("status", ""), 0)

    def goes(self, row: Mapping[str, Any]) -> bool:
        """Whether the row of a deleted object is removed."""
        return self.leaves is not None and row[self.leaves[0]] == self.leaves[1]


def _kind(name: str, table: str | None = None, **options: Any) -> Kind:
    return Kind(name, METADATA.tables[table or name], **options)


# In the order in which they refer to each other, a payment last: its figures follow from all its neighbours.
KINDS = (
    _kind("product"),
    _kind("price", "plan", facts=("tiers", "currency_options")),
    _kind("coupon", facts=("product_ids",)),
    _kind("tax_rate", named=NAMED["tax_rate"], translation=1),
    _kind("customer"),
    _kind("tax_id", named=NAMED["tax_id"]),
    _kind("payment_method"),
    _kind("discount"),
    _kind(
        "subscription",
        children={"subscription_item": "subscription_id"},
        moments=("paused_at", "unpaused_at"),
        final={"CANCELED": 2, "INCOMPLETE_EXPIRED": 2},
    ),
    _kind("subscription_schedule", final={"COMPLETED": 2, "RELEASED": 2, "CANCELED": 2}),
    _kind(
        "invoice",
        children={"invoice_line": "invoice_id"},
        final={"UNCOLLECTIBLE": 1, "PAID": 2, "VOID": 2},
        leaves=("status", "DRAFT"),
        kept=frozenset({"seller", "pdf_key_parts"}),
        translation=1,
    ),
    _kind("invoiceitem", "invoice_item", leaves=("invoice_id", None)),
    _kind("credit_note", children={"credit_note_line": "credit_note_id"}, final={"VOID": 2}, translation=1),
    _kind("customer_balance_transaction"),
    _kind("charge", final={"SUCCEEDED": 2, "FAILED": 2}),
    _kind("refund", final={"SUCCEEDED": 1, "FAILED": 2, "CANCELED": 2}),
    _kind(
        "dispute",
        moments=("closed_at",),
        final={"WON": 2, "LOST": 2, "PREVENTED": 2, "WARNING_CLOSED": 2},
    ),
    _kind("invoice_payment", final={"PAID": 2, "CANCELED": 2}),
    _kind("payment_intent", final={"SUCCEEDED": 2, "CANCELED": 2}, translation=1),
)
KIND = {kind.name: kind for kind in KINDS}
TABLES = {kind.name: kind.table for kind in KINDS}

TRANSLATIONS: dict[str, Translate] = {
    "product": translate_product,
    "price": translate_price,
    "plan": translate_plan,
    "coupon": translate_coupon,
    "tax_rate": translate_tax_rate,
    "customer": translate_customer,
    "tax_id": translate_tax_id,
    "payment_method": translate_payment_method,
    "card": translate_card,
    "bank_account": translate_bank_account,
    "discount": translate_discount,
    "subscription": translate_subscription,
    "subscription_schedule": translate_schedule,
    "invoice": translate_invoice,
    "invoiceitem": translate_invoice_item,
    "credit_note": translate_credit_note,
    "customer_balance_transaction": translate_balance_transaction,
    "charge": translate_charge,
    "payment_of_charge": translate_payment_of_charge,
    "refund": translate_refund,
    "dispute": translate_dispute,
    "invoice_payment": translate_invoice_payment,
    "payment_intent": translate_payment_intent,
}
_KIND_OF_TYPE = {
    "plan": "price",
    "card": "payment_method",
    "bank_account": "payment_method",
    "payment_of_charge": "payment_intent",
}


def kind_of(object_type: str) -> str:
    """The kind that objects of this Stripe type belong to."""
    return _KIND_OF_TYPE.get(object_type, object_type)
