"""How an invoice can be paid, and how it was, on paper."""

import io
import re
from decimal import Decimal
from typing import Any

import pytest
from pypdf import PdfReader
from reportlab.pdfgen.canvas import Canvas

from models.billing.invoice import InvoiceStatus
from pdf.content.compose import compose
from pdf.content.payment_methods import Transfer
from pdf.flow.qr_code import QrCode, transfer_code
from pdf.rendering.invoice_file import make_invoice_file
from resolvers.invoices.issued_invoices import IssuedInvoice
from resolvers.invoices.payments import Payment
from tests.pdf.einvoice.corpus import BANK, ISSUED, Item, issue
from tests.pdf.reading import read_text

IN_ENGLISH = {"locale": "en-GB"}
TRANSFER = Transfer("Nordlicht Möbel GmbH", "DE02120300000000202051", "BYLADEM1001", "R-1", Decimal("34.51"), True)
_RECTANGLE = re.compile(r"[\d.]+ [\d.]+ ([\d.]+) ([\d.]+) re")
PAGE = "https://pay.example.com/i/1"


def text_of(issued: IssuedInvoice) -> str:
    return read_text(make_invoice_file(compose(issued))).replace("\N{NO-BREAK SPACE}", " ")


def invoice(**values: Any) -> IssuedInvoice:
    return issue(Item(2900), customer=IN_ENGLISH, project={"payment_instructions": BANK}, **values)


def test_an_open_invoice_says_where_to_send_the_money() -> None:
    text = text_of(invoice())

    for shown in ("Pay by bank transfer", "Nordlicht Möbel GmbH", "DE02 1203 0000 0000 2020 51", "BYLADEM1001"):
        assert shown in text
    assert "Payable within 14 days without deduction." in text
    assert "Scan with a banking app to pay" in text


@pytest.mark.parametrize(
    "settled",
    [
        invoice(status=InvoiceStatus.PAID, paid=3451, paid_at=ISSUED),
        invoice(status=InvoiceStatus.VOID, voided_at=ISSUED),
        invoice(amount_due=0, amount_remaining=0),
        issue(Item(-2900), customer=IN_ENGLISH, project={"payment_instructions": BANK}),
    ],
    ids=["paid", "void", "nothing due", "credit"],
)
def test_where_nothing_is_due_nothing_asks_for_money(settled: IssuedInvoice) -> None:
    text = text_of(settled)

    assert "bank transfer" not in text
    assert "IBAN" not in text


def test_other_currencies_have_the_account_without_a_code() -> None:
    pounds = issue(Item(2900, "20"), currency="GBP", customer=IN_ENGLISH, project={"payment_instructions": BANK})

    assert "IBAN" in text_of(pounds)
    assert "Scan" not in text_of(pounds)


@pytest.mark.parametrize(
    ("hosted", "own", "opened"),
    [
        (PAGE, "https://own.example", PAGE),
        (None, "https://own.example", "https://own.example"),
        ("http://pay.example.com", None, None),
        ("javascript:pay()", "https://own.example", "https://own.example"),
        ("https://pay.example.com/ä?a=(b)&c=d#e", None, "https://pay.example.com/%C3%A4?a=(b)&c=d#e"),
    ],
)
def test_the_page_where_it_is_paid_is_a_link(hosted: str | None, own: str | None, opened: str | None) -> None:
    issued = issue(
        Item(2900),
        customer=IN_ENGLISH,
        hosted_url=hosted,
        project={"payment_instructions": {"url": own} if own else None},
    )

    [page] = PdfReader(io.BytesIO(make_invoice_file(compose(issued)))).pages

    links = [note.get_object() for note in page.get("/Annots", [])]
    assert [link["/A"]["/URI"] for link in links] == ([opened] if opened else [])
    assert all(link["/F"] == 4 for link in links)
    assert ("Pay online" in page.extract_text()) is (opened is not None)


def test_the_code_is_what_banking_apps_read() -> None:
    code = transfer_code(TRANSFER)

    # EPC069-12, version 002: UTF-8, level M, at most version 13.
    assert (code.error, int(code.version) <= 13) == ("M", True)


def test_the_code_is_drawn_module_by_module() -> None:
    canvas = Canvas(io.BytesIO(), pageCompression=0)
    code = QrCode(TRANSFER, 84)

    code.wrapOn(canvas, 200, 200)
    code.drawOn(canvas, 0, 0)

    size = 84 / len(transfer_code(TRANSFER).matrix)
    drawn = [float(wide) * float(high) for wide, high in _RECTANGLE.findall("\n".join(canvas._code))]
    assert sum(drawn) / size**2 == pytest.approx(sum(map(sum, transfer_code(TRANSFER).matrix)), rel=1e-3)


@pytest.mark.parametrize(
    ("payment", "words"),
    [
        (("card", "visa", "4242"), "Visa •••• 4242"),
        (("card", "amex", "1005"), "American Express •••• 1005"),
        (("card", None, "4242"), "Card •••• 4242"),
        (("sepa_debit", None, "3000"), "Direct debit •••• 3000"),
        (("customer_balance", None, None), "Bank transfer"),
        (("paypal", None, None), "PayPal"),
        (("some_wallet", None, None), "Some Wallet"),
    ],
)
def test_a_paid_one_says_how_and_when(payment: tuple[str | None, ...], words: str) -> None:
    issued = invoice(status=InvoiceStatus.PAID, paid=3451, paid_at=ISSUED)
    kind, brand, last4 = payment

    text = text_of(issued._replace(payments=[Payment(3451, "EUR", kind, brand, last4)] * 2))

    assert "€34.51 paid on 1 April 2026" in text
    assert text.replace("\n", " ").count(words) == 1


def test_a_paid_one_that_credit_settled_in_part_says_what_was_paid() -> None:
    settled = {"amount_due": 2451, "starting_balance": -1000, "ending_balance": 0, "paid_at": ISSUED}

    text = text_of(invoice(status=InvoiceStatus.PAID, paid=2451, amount_remaining=0, **settled))

    assert "€24.51 paid on 1 April 2026" in text


def test_one_that_is_too_small_to_be_charged_is_not_called_paid() -> None:
    put_off = {"amount_due": 0, "starting_balance": 0, "ending_balance": 3451, "paid_at": ISSUED}

    text = text_of(invoice(status=InvoiceStatus.PAID, paid=0, amount_remaining=0, **put_off))

    assert "paid on" not in text
    assert "€0.00 due" in text


def test_an_overdue_one_says_so_and_since_when() -> None:
    text = text_of(issue(Item(2900), customer=IN_ENGLISH, due_at=ISSUED)._replace(overdue=True))

    assert "Overdue" in text
    assert "€34.51 overdue since 1 April 2026" in text


def test_footer_and_custom_fields_are_printed() -> None:
    fields = [{"name": "PO number", "value": "PO-4711"}]
    issued = issue(
        Item(2900), footer="HRB 12345", custom_fields=fields, customer=IN_ENGLISH, project={"footer": "Thank you"}
    )

    text = text_of(issued)

    for shown in ("HRB 12345", "PO number", "PO-4711", "Thank you"):
        assert text.count(shown) == 1
