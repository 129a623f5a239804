"""The keys by which documents stay kept from one release to the next."""

from decimal import Decimal

from models.billing.invoice import InvoiceStatus
from resolvers.invoices.issued_invoices import IssuedInvoice
from resolvers.invoices.pdf_keys import content_key, state_key
from tests.factories import make_customer, make_invoice, make_line, make_project


def issued() -> IssuedInvoice:
    customer = make_customer(phone="+44 20 7946 0000", tax_ids=[{"type": "gb_vat", "value": "GB123"}])
    invoice = make_invoice(customer, status=InvoiceStatus.OPEN, source_hash="import 1")
    lines = [
        make_line(invoice, 0, tax_rate=Decimal("17.50")),
        make_line(invoice, 1, unit_amount=Decimal("0.001"), description="Zażółć"),
    ]
    return IssuedInvoice(invoice, lines, customer, make_project(address={"line1": "1 Quay", "country": "IE"}))


def test_what_is_kept_is_found_by_every_later_release() -> None:
    one = issued()

    # Never to be changed: with other keys every document would be made anew.
    assert content_key(one) == "b2ddc977b0c613fe0ca06ca16ca31daee43ff5fb714f21b98b9ced53f9012d6a"
    assert state_key(one.invoice, one.customer, one.project) == (
        "7334ee203946275b36a609c69534137e592b5a4c067a7c42363fa249332bb7cd"
    )


def test_the_order_of_the_lines_is_said_and_their_ids_are_not() -> None:
    one, reordered, renamed = issued(), issued(), issued()
    reordered.lines.reverse()
    for line in renamed.lines:
        line.id = "il_new"

    assert content_key(reordered) != content_key(one)
    assert content_key(renamed) == content_key(one)
