"""A process that keeps documents, with one open invoice to print."""

from pathlib import Path

import pytest

from models.billing.invoice import InvoiceStatus
from storage.database import Database
from tests.factories import make_customer, make_invoice, make_line, make_project, save
from tests.pdf.store.offices import Office

SELLER = {"name": "Northwind", "address": {"city": "Leeds"}}


@pytest.fixture
async def office(database: Database, pdf_store: Path) -> Office:
    customer = make_customer(address={"city": "Leeds"})
    invoice = make_invoice(customer, status=InvoiceStatus.OPEN, source_hash="import 1", seller=SELLER)
    lines = [make_line(invoice, position) for position in range(3)]
    await save(database, make_project(), customer, invoice, lines)
    return Office(database, pdf_store)
