"""The keys of an invoice PDF's versions: digests of stored data, never of rendered output."""

import hashlib
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import orjson
from sqlmodel import SQLModel

from models.billing.invoice import Invoice
from models.scoped import SCOPE, Sourced, column_names
from models.values.money import plain_decimal
from resolvers.invoices.issued_invoices import IssuedInvoice

# A column that is in none of these sets is part of the keys: a new one makes new versions of PDFs.
COLUMNS_NOT_SHOWN = frozenset((*SCOPE, "id", "customer_id", "subscription_id", *Sourced.model_fields)) | {
    "pdf_key_parts",
    "effective_at",
    "discount",
    "discounts",
    "shipping",
    "shipping_tax",
    "taxes",
    "starting_balance",
    "ending_balance",
    "pre_payment_credited",
    "post_payment_credited",
    "amount_credited",
    "collection_method",
    "auto_advance",
    "attempted",
    "attempt_count",
    "next_attempt_at",
    "lines_complete",
    "payment_processing",
    "uncollectible_at",
    "kept_until",
    # Printed, but fixed at issue: a PDF that was stored before they were known here keeps its bytes.
    "billing_credits",
    "footer",
    "custom_fields",
    "hosted_url",
    "account_tax_ids",
    "from_invoice_id",
}
LINE_COLUMNS_NOT_SHOWN = frozenset((*SCOPE, "id", "invoice_id", "position", "discounts", "taxes"))


def content_key(issued: IssuedInvoice) -> str:
    """The digest of what the PDF shows, as far as it is the invoice's own.

    Today's customer and project are no part of it: they change no invoice that is issued. A column that is added later
    changes no key while it is null, so PDFs stay stored across upgrades.
    """
    lines = [
        _shown_values(line, LINE_COLUMNS_NOT_SHOWN) | {"quantity": _number(line.quantity)} for line in issued.lines
    ]
    return _digest(_invoice_values(issued.invoice) | {"lines": lines} | _lateness(issued.overdue))


def state_key(invoice: Invoice, *, overdue: bool = False) -> str:
    """A digest that needs no lines: they change only with a new import, which changes `source_hash`."""
    return _digest(_invoice_values(invoice) | {"source_hash": invoice.source_hash} | _lateness(overdue))


def _lateness(overdue: bool) -> dict[str, bool]:
    return {"overdue": True} if overdue else {}


def _invoice_values(invoice: Invoice) -> dict[str, Any]:
    earlier = invoice.pdf_key_parts or {"invoice": {}, "buyer": {}, "seller": {}}
    return earlier | {"invoice": _shown_values(invoice, COLUMNS_NOT_SHOWN) | earlier["invoice"]}


def _number(quantity: Decimal) -> int | Decimal:
    """Whole quantities count as numbers, which all of them were once."""
    return int(quantity) if quantity == int(quantity) else quantity


def _shown_values(row: SQLModel, hidden: frozenset[str]) -> dict[str, Any]:
    return _values(row, (name for name in column_names(type(row)) if name not in hidden))


def _values(row: Any, names: Iterable[str]) -> dict[str, Any]:
    values = ((name, getattr(row, name)) for name in names)
    return {name: value for name, value in values if value is not None}


def _digest(values: dict[str, Any]) -> str:
    return hashlib.sha256(orjson.dumps(values, default=plain_decimal, option=orjson.OPT_SORT_KEYS)).hexdigest()
