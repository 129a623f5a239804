"""The keys by which documents stay kept from one release to the next."""

from decimal import Decimal

from models.billing.invoice import Invoice, InvoiceStatus
from models.billing.invoice_line import InvoiceLine
from models.scoped import column_names
from resolvers.invoices.issued_invoices import IssuedInvoice
from resolvers.invoices.pdf_keys import COLUMNS_NOT_SHOWN, LINE_COLUMNS_NOT_SHOWN, content_key, state_key
from tests.factories import make_customer, make_invoice, make_line, make_project

SHOWN = {
    "number", "status", "currency", "subtotal", "tax", "total", "amount_due", "amount_paid", "amount_remaining",
    "description", "buyer", "seller", "created_at", "issued_at", "due_at", "paid_at", "voided_at",
}  # fmt: skip
SHOWN_OF_LINE = {
    "description", "quantity", "unit_amount", "amount", "tax", "tax_rate", "tax_reason", "tax_included", "discount",
    "currency", "period_start", "period_end", "price_terms",
}  # fmt: skip


def issued() -> IssuedInvoice:
    customer = make_customer(phone="+44 20 7946 0000", tax_ids=[{"type": "gb_vat", "value": "GB123"}])
    invoice = make_invoice(customer, status=InvoiceStatus.OPEN, source_hash="import 1")
    lines = [
        make_line(invoice, 0, tax_rate=Decimal("17.50")),
        make_line(invoice, 1, unit_amount=Decimal("0.001"), description="Zażółć"),
    ]
    return IssuedInvoice(invoice, lines, customer, make_project(address={"line1": "1 Quay", "country": "IE"}))


def test_what_is_kept_is_found_by_every_later_release() -> None:
    one, earlier = issued(), issued()
    earlier.invoice.pdf_key_parts = {
        "invoice": {},
        "buyer": {"phone": earlier.customer.phone, "tax_ids": earlier.customer.tax_ids},
        "seller": {"name": earlier.project.name, "address": earlier.project.address},
    }

    # Never to be changed: with other keys every document would be made anew.
    assert content_key(earlier) == "b2ddc977b0c613fe0ca06ca16ca31daee43ff5fb714f21b98b9ced53f9012d6a"
    assert state_key(earlier.invoice) == "7334ee203946275b36a609c69534137e592b5a4c067a7c42363fa249332bb7cd"
    assert content_key(one) == "2035f05ea9913994cbf0f03be32f7f17ba7a3a4930b02d035846a443a9e78191"
    assert state_key(one.invoice) == "3eb1de1a68fd8f474bddb5aaf890760a9df231755b6b5c2d09b6a150add0381f"


def test_todays_customer_and_seller_are_no_part_of_a_key() -> None:
    one, other = issued(), issued()
    other.customer.phone, other.customer.tax_ids = "+33 1 99 99", []
    other.project.tax_id, other.project.footer = "GB123", "Thank you"

    assert content_key(other) == content_key(one)


def test_the_order_of_the_lines_is_said_and_their_ids_are_not() -> None:
    one, reordered, renamed = issued(), issued(), issued()
    reordered.lines.reverse()
    for line in renamed.lines:
        line.id = "il_new"

    assert content_key(reordered) != content_key(one)
    assert content_key(renamed) == content_key(one)


def test_every_column_is_known_to_be_shown_or_not() -> None:
    columns = set(column_names(Invoice)) - COLUMNS_NOT_SHOWN
    line_columns = set(column_names(InvoiceLine)) - LINE_COLUMNS_NOT_SHOWN

    reminder = "a column that the PDF does not print is added to those not shown in resolvers/invoices/pdf_keys.py"
    assert columns == SHOWN, reminder
    assert line_columns == SHOWN_OF_LINE, reminder
