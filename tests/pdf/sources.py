"""Invoices as the import reads them from Stripe's objects, with no database between."""

from decimal import Decimal
from typing import Any

from intake.shapes.customer import translate_customer
from intake.shapes.fields import Fields
from intake.shapes.invoice import translate_invoice
from intake.shapes.tax import translate_tax_rate
from models.access.project import Project
from models.billing.customer import Customer
from models.billing.invoice import Invoice, InvoiceStatus
from models.billing.invoice_line import InvoiceLine
from models.billing.tax import TaxRate
from models.values.instant import SECOND, parse_rfc3339
from resolvers.invoices.issued_invoices import IssuedInvoice
from tests.factories import make_customer, make_project

Source = dict[str, Any]

_SCOPE = {"project_id": "prj_1", "live_mode": True}
_DECIMALS = ("quantity", "unit_amount", "tax_rate", "percentage")
NOVEMBER = {
    "start": parse_rfc3339("2025-11-01T12:26:40Z") // SECOND,
    "end": parse_rfc3339("2025-12-01T14:40:00Z") // SECOND,
}
GERMAN_SELLER = {
    "name": "Nordlicht GmbH",
    "address": {"line1": "Hafenstraße 12", "city": "Hamburg", "postal_code": "20457", "country": "DE"},
    "tax_ids": [{"type": "eu_vat", "value": "DE123456789"}],
}
GERMAN_BUYER = {"line1": "Weg 1", "city": "Bonn", "postal_code": "53111", "country": "DE"}


def read_invoice(source: Source, customer: Source | None = None, **project: Any) -> IssuedInvoice:
    """The invoice of a seller in Germany, unless keywords say otherwise."""
    translated = translate_invoice(Fields(source))
    row = translated.row | {"status": InvoiceStatus(translated.row["status"])}
    invoice = Invoice(**_SCOPE, id=translated.id, **row)
    lines = [
        InvoiceLine(**_SCOPE, invoice_id=invoice.id, **_read_decimals(line))
        for line in translated.children["invoice_line"]
    ]
    rates = [translate_tax_rate(fields) for kind, fields in translated.expanded if kind == "tax_rate"]
    found = {rate.id: TaxRate(**_SCOPE, id=rate.id, **_read_decimals(rate.row)) for rate in rates}
    return IssuedInvoice(invoice, lines, _read_customer(customer), _make_seller(project), found)


def make_source(*lines: Source, **invoice: Any) -> Source:
    """An open invoice of these lines in euros, issued on 1 November 2025; keywords override."""
    subtotal = sum(line["amount"] for line in lines)
    tax = sum(tax["amount"] for line in lines for tax in line.get("taxes", ()))
    total = invoice.get("total", subtotal + tax)
    values = {
        "id": "in_1",
        "object": "invoice",
        "number": "N-1",
        "customer": "cus_1",
        "status": "open",
        "currency": "eur",
        "subtotal": subtotal,
        "total": total,
        "amount_due": max(0, total),
        "amount_paid": 0,
        "amount_remaining": max(0, total),
        "total_taxes": [{"amount": tax}],
        "customer_name": "Buyer GmbH",
        "customer_email": "b@example.com",
        "customer_address": GERMAN_BUYER,
        "lines": {"object": "list", "has_more": False, "data": list(lines)},
        "status_transitions": {"finalized_at": NOVEMBER["start"] + 100},
        "due_date": NOVEMBER["end"],
        "livemode": True,
        "created": NOVEMBER["start"],
    }
    return values | invoice


def make_source_line(amount: int, rate: str | None = "19", **line: Any) -> Source:
    """A line of November; the tax of this rate is on top of it."""
    tax = round(Decimal(amount) * Decimal(rate or 0) / 100)
    taxes = [make_source_tax(tax, rate)] if rate is not None else []
    values = {"object": "line_item", "description": "Item", "quantity": 1, "amount": amount, "currency": "eur"}
    return values | {"period": NOVEMBER, "taxes": taxes} | line


def make_source_tax(amount: int, rate: str, reason: str = "standard_rated", behavior: str = "exclusive") -> Source:
    details = {"percentage_decimal": rate}
    return {"amount": amount, "tax_behavior": behavior, "taxability_reason": reason, "tax_rate_details": details}


def _read_customer(source: Source | None) -> Customer:
    if source is None:
        return make_customer(locale="en-GB")
    translated = translate_customer(Fields(source))
    return make_customer(**{name: translated.row[name] for name in ("name", "email", "phone", "address", "tax_ids")})


def _make_seller(overrides: dict[str, Any]) -> Project:
    return make_project(**GERMAN_SELLER | overrides)


def _read_decimals(row: dict[str, Any]) -> dict[str, Any]:
    return row | {name: Decimal(row[name]) for name in _DECIMALS if row.get(name) is not None}
