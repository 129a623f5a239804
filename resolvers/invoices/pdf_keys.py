"""What tells the versions of an invoice's document apart: digests of what is stored, never of what is made of it."""

import hashlib
from collections.abc import Iterable
from typing import Any

import orjson
from sqlmodel import SQLModel

from models.access.project import SELLER_PARTS
from models.billing.invoice import Invoice
from models.scoped import SCOPE, column_names
from models.values.money import plain_decimal
from resolvers.invoices.issued_invoices import IssuedInvoice

# What is printed of today's customer and project where the invoice has no word of its own. Their look – logo,
# paper, language – is the template's matter and never reaches back to a document that is kept.
CUSTOMER_PARTS = ("name", "email", "phone", "address", "tax_ids")
PROJECT_PARTS = (*SELLER_PARTS, "footer")

_NOT_SAID = frozenset((*SCOPE, "id", "customer_id", "subscription_id", "source_hash", "source_at"))
_NOT_SAID_BY_LINES = frozenset((*SCOPE, "id", "invoice_id", "position"))


def content_key(issued: IssuedInvoice) -> str:
    """The digest of all that the document says.

    A column that is added later and null changes no key, so documents stay kept across upgrades.
    """
    lines = [_said(line, _NOT_SAID_BY_LINES) for line in issued.lines]
    return _digest(_head(issued.invoice, issued.customer, issued.project) | {"lines": lines})


def state_key(invoice: Invoice, customer: Any, project: Any) -> str:
    """The same of what is known without the lines: they change only with the import that they came by."""
    return _digest(_head(invoice, customer, project) | {"source_hash": invoice.source_hash})


def _head(invoice: Invoice, customer: Any, project: Any) -> dict[str, Any]:
    return {
        "invoice": _said(invoice, _NOT_SAID),
        "buyer": _values(customer, _unknown(invoice.buyer, CUSTOMER_PARTS)),
        "seller": _values(project, _unknown(invoice.seller, PROJECT_PARTS)),
    }


def _unknown(at_issue: dict[str, Any] | None, parts: Iterable[str]) -> Iterable[str]:
    return (part for part in parts if not (at_issue or {}).get(part))


def _said(row: SQLModel, unsaid: frozenset[str]) -> dict[str, Any]:
    return _values(row, (name for name in column_names(type(row)) if name not in unsaid))


def _values(row: Any, names: Iterable[str]) -> dict[str, Any]:
    values = ((name, getattr(row, name)) for name in names)
    return {name: value for name, value in values if value is not None}


def _digest(said: dict[str, Any]) -> str:
    return hashlib.sha256(orjson.dumps(said, default=plain_decimal, option=orjson.OPT_SORT_KEYS)).hexdigest()
