"""Invoices to print."""

from collections.abc import Callable
from typing import Any

import pytest

from pdf.content.invoice_content import ContentLine, InvoiceContent, Party, SumRow, TaxNumber, TaxText

MakeDocument = Callable[..., InvoiceContent]


@pytest.fixture
def make_line() -> Callable[..., ContentLine]:
    """Build a line; keywords override."""

    def make(**overrides: Any) -> ContentLine:
        values = {"description": "Team plan", "quantity": "12", "unit_price": "€29.00", "amount": "€348.00"}
        return ContentLine(**(values | {"tax": "23%"} | overrides))

    return make


@pytest.fixture
def make_document(make_line: Callable[..., ContentLine]) -> MakeDocument:
    """Build an open invoice over one line; keywords override."""

    def make(**overrides: Any) -> InvoiceContent:
        values: dict[str, Any] = {
            "number": "CAL-2026-0042",
            "status": "open",
            "seller": Party(
                "Calmony Ltd",
                ("1 Quay Street", "Dublin 2"),
                "billing@calmony.example",
                "+353 1 555 0100",
                (TaxNumber("IE1234567FA", is_vat=True),),
            ),
            "buyer": Party("Nordlicht Möbel GmbH", ("Hafenstraße 12", "20457 Hamburg"), "post@nordlicht.example"),
            "issued": "1 March 2026",
            "due": "15 March 2026",
            "currency": "EUR",
            "lines": (make_line(period="1 Mar 2026 – 31 Mar 2026"),),
            "sums": (
                SumRow("subtotal", "€348.00"),
                SumRow("tax", "€80.04", TaxText("VAT", "€80.04", "23%", "€348.00")),
                SumRow("total", "€428.04"),
                SumRow("paid", "-€28.04"),
                SumRow("due", "€400.00"),
            ),
            "total": "€428.04",
            "amount_due": "€400.00",
        }
        return InvoiceContent(**(values | overrides))

    return make
