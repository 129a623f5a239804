"""Invoices to print."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from models.database import Database
from models.invoice import InvoiceStatus
from pdf.document import DocumentLine, InvoiceDocument, Party
from tests import factories
from tests.factories import make_customer, make_invoice, make_project, save
from tests.pdf.offices import Office

MakeDocument = Callable[..., InvoiceDocument]


@pytest.fixture
def make_line() -> Callable[..., DocumentLine]:
    """Build a line; keywords override."""

    def make(**overrides: Any) -> DocumentLine:
        values = {"description": "Team plan", "quantity": "12", "unit_price": "€29.00", "amount": "€348.00"}
        return DocumentLine(**(values | {"tax": "23%"} | overrides))

    return make


@pytest.fixture
def make_document(make_line: Callable[..., DocumentLine]) -> MakeDocument:
    """Build an open invoice over one line; keywords override."""

    def make(**overrides: Any) -> InvoiceDocument:
        values: dict[str, Any] = {
            "number": "CAL-2026-0042",
            "status": "open",
            "seller": Party(
                "Calmony Ltd",
                ("1 Quay Street", "Dublin 2"),
                "billing@calmony.example",
                "+353 1 555 0100",
                ("IE VAT IE1234567FA",),
            ),
            "buyer": Party("Nordlicht Möbel GmbH", ("Hafenstraße 12", "20457 Hamburg"), "post@nordlicht.example"),
            "issued": date(2026, 3, 1),
            "due": date(2026, 3, 15),
            "currency": "EUR",
            "lines": (make_line(period="1 Mar 2026 – 31 Mar 2026"),),
            "subtotal": "€348.00",
            "tax": "€80.04",
            "total": "€428.04",
            "amount_paid": "€28.04",
            "amount_due": "€400.00",
        }
        return InvoiceDocument(**(values | overrides))

    return make


@pytest.fixture
async def office(database: Database, pdf_store: Path) -> Office:
    customer = make_customer(address={"city": "Leeds"})
    invoice = make_invoice(customer, status=InvoiceStatus.OPEN, source_hash="import 1")
    await save(
        database, make_project(), customer, invoice, [factories.make_line(invoice, position) for position in range(3)]
    )
    return Office(database, pdf_store)
