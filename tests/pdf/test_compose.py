"""From an issued invoice to what its document prints: amounts exact, the buyer as at issue."""

from decimal import Decimal
from typing import Any

import pytest

from models.invoice import InvoiceStatus
from pdf.compose import compose
from pdf.document import InvoiceDocument
from resolvers.invoices import IssuedInvoice
from tests.factories import make_customer, make_invoice, make_line, make_project


def composed(line: dict[str, Any] | None = None, **invoice: Any) -> InvoiceDocument:
    customer = make_customer(name="Ada Lovelace", address={"line1": "1 New Street", "country": "FR"})
    row = make_invoice(customer, **invoice)
    return compose(IssuedInvoice(row, [make_line(row, **(line or {}))], customer, make_project(footer="Thank you.")))


@pytest.mark.parametrize(
    ("amount", "currency", "printed"),
    [
        (2_147_483_648, "GBP", "£21,474,836.48"),
        (9_223_372_036_854_775_807, "GBP", "£92,233,720,368,547,758.07"),
        (-1345, "GBP", "-£13.45"),
        (5, "EUR", "€0.05"),
        (1234, "JPY", "JP¥1,234"),
        (1234, "KWD", "KWD1.234"),
        (0, "USD", "US$0.00"),
    ],
)
def test_amounts_are_printed_to_the_last_digit(amount: int, currency: str, printed: str) -> None:
    document = composed({"amount": amount}, total=amount, currency=currency)

    assert (document.total, document.lines[0].amount) == (printed, printed)


@pytest.mark.parametrize(
    ("unit_amount", "currency", "printed"),
    [("0.1", "GBP", "£0.001"), ("995.00", "GBP", "£9.95"), ("0.5", "JPY", "JP¥0.5"), ("1", "KWD", "KWD0.001")],
)
def test_a_unit_price_keeps_all_its_decimals(unit_amount: str, currency: str, printed: str) -> None:
    document = composed({"unit_amount": Decimal(unit_amount)}, currency=currency)

    assert document.lines[0].unit_price == printed


def test_the_buyer_is_printed_as_at_issue_and_what_is_missing_as_of_today() -> None:
    document = composed(buyer={"name": "Ada Byron", "tax_ids": [{"type": "gb_vat", "value": "GB123"}]})

    assert document.buyer.name == "Ada Byron"
    assert document.buyer.tax_ids == ("GB123",)
    assert document.buyer.address == ("1 New Street", "France")


@pytest.mark.parametrize("status", [status for status in InvoiceStatus if status is not InvoiceStatus.DRAFT])
def test_every_issued_status_has_a_document(status: InvoiceStatus) -> None:
    assert composed(status=status).status == status.value.lower()


def test_a_negative_total_is_a_credit_note() -> None:
    assert composed(total=-1200).title == "Credit note"
    assert composed(total=1200).title == "Invoice"


def test_the_projects_footer_and_the_invoices_note_are_printed() -> None:
    assert composed(description="Order 7").notes == ("Order 7", "Thank you.")


def test_a_tax_rate_is_printed_exactly_and_else_the_tax() -> None:
    assert composed({"tax_rate": Decimal("8.875"), "tax": 107}).lines[0].tax == "8.875%"
    assert composed({"tax": 107}).lines[0].tax == "£1.07"
    assert composed({"tax": 0}).lines[0].tax == ""
