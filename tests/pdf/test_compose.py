"""From an issued invoice to what its document prints: amounts exact, the buyer as at issue."""

from decimal import Decimal
from typing import Any

import pytest

from models.billing.invoice import InvoiceStatus
from models.values.instant import parse_rfc3339
from pdf.content.compose import compose
from pdf.content.formats import Formats, choose_locale
from pdf.content.invoice_content import InvoiceContent, Party, TaxNumber, TaxText
from resolvers.invoices.issued_invoices import IssuedInvoice
from tests.factories import make_customer, make_invoice, make_line, make_project


def composed(line: dict[str, Any] | None = None, **invoice: Any) -> InvoiceContent:
    customer = make_customer(name="Ada Lovelace", address={"line1": "1 New Street", "country": "FR"})
    row = make_invoice(customer, **invoice)
    return compose(IssuedInvoice(row, [make_line(row, **(line or {}))], customer, make_project(footer="Thank you.")))


def sums_of(document: InvoiceContent) -> dict[str, str]:
    return {row.kind: row.amount for row in document.sums}


@pytest.mark.parametrize(
    ("amount", "currency", "printed"),
    [
        (2_147_483_648, "GBP", "£21,474,836.48"),
        (9_223_372_036_854_775_807, "GBP", "£92,233,720,368,547,758.07"),
        (-1345, "GBP", "−£13.45"),
        (5, "EUR", "€0.05"),
        (1234, "JPY", "JP¥1,234"),
        (1234, "KWD", "KWD\u00a01.234"),
        (-1234, "CHF", "−CHF\u00a012.34"),
        (0, "USD", "US$0.00"),
    ],
)
def test_amounts_are_printed_to_the_last_digit(amount: int, currency: str, printed: str) -> None:
    document = composed({"amount": amount}, total=amount, currency=currency)

    assert (document.total, document.lines[0].amount) == (printed, printed)


@pytest.mark.parametrize(
    ("currencies", "printed"),
    [
        ("ISK UGX", "1,500"),
        ("RSD ALL LAK LBP MMK SOS YER AFN HUF TWD", "1,500.00"),
        ("JPY", "150,000"),
        ("KWD", "150.000"),
    ],
)
def test_amounts_have_the_decimals_of_iso_4217(currencies: str, printed: str) -> None:
    for currency in currencies.split():
        total = composed({"amount": 150_000}, total=150_000, currency=currency).total
        assert total.endswith(printed), currency
        assert not total.removesuffix(printed)[-1:].isdigit()


@pytest.mark.parametrize(
    ("unit_amount", "currency", "printed"),
    [("0.1", "GBP", "£0.001"), ("995.00", "GBP", "£9.95"), ("0.5", "JPY", "JP¥0.5"), ("1", "KWD", "KWD\u00a00.001")],
)
def test_a_unit_price_keeps_all_its_decimals(unit_amount: str, currency: str, printed: str) -> None:
    price = Decimal(unit_amount)
    document = composed({"unit_amount": price, "quantity": 100, "amount": int(price * 100)}, currency=currency)

    assert document.lines[0].unit_price == printed


def test_the_buyer_is_printed_as_at_issue_and_what_is_not_known_as_of_today() -> None:
    document = composed(buyer={"name": "Ada Byron", "tax_ids": [{"type": "gb_vat", "value": "GB123"}], "email": None})

    assert document.buyer.name == "Ada Byron"
    assert document.buyer.tax_ids == (TaxNumber("GB123", is_vat=True),)
    assert document.buyer.address == ("1 New Street", "France")
    assert document.buyer.email is None


@pytest.mark.parametrize("status", [status for status in InvoiceStatus if status is not InvoiceStatus.DRAFT])
def test_every_issued_status_has_a_document(status: InvoiceStatus) -> None:
    assert composed(status=status).status == status.value.lower()


def test_a_negative_total_is_a_credit_note() -> None:
    assert composed(total=-1200).credit == "£12.00"
    assert composed(total=1200).credit is None


def test_the_projects_footer_and_the_invoices_note_are_printed() -> None:
    assert composed(description="Order 7").notes == ("Order 7", "Thank you.")


def test_a_tax_rate_is_printed_exactly_and_else_the_tax() -> None:
    assert composed({"tax_rate": Decimal("8.875"), "tax": 107}).lines[0].tax == "8.875%"
    assert composed({"tax": 107}).lines[0].tax == "£1.07"
    assert composed({"tax": 0}).lines[0].tax == ""


def test_what_is_printed_is_the_seller_at_issue() -> None:
    customer = make_customer()
    row = make_invoice(customer, seller={"name": "Northwind Coffee", "tax_id": None, "address": {"city": "York"}})
    today = make_project(name="Renamed", tax_id="GB1", address={"city": "Leeds"})

    document = compose(IssuedInvoice(row, [make_line(row)], customer, today))

    assert document.seller == Party("Northwind Coffee", ("York",))


def test_the_date_of_issue_is_the_one_that_the_invoice_takes_effect_on() -> None:
    effective, finalized = parse_rfc3339("2024-12-31T00:00:00Z"), parse_rfc3339("2025-01-07T12:00:00Z")

    assert composed(effective_at=effective, issued_at=finalized).issued == "31 December 2024"
    assert composed(issued_at=finalized).issued == "7 January 2025"


@pytest.mark.parametrize(
    ("zone", "at", "due", "printed"),
    [
        ("Europe/Berlin", "2025-12-31T23:30:00Z", "2026-01-30T23:30:00Z", ("1 January 2026", "31 January 2026")),
        (
            "America/Los_Angeles",
            "2026-01-01T01:00:00Z",
            "2026-01-31T07:59:59Z",
            ("31 December 2025", "30 January 2026"),
        ),
        ("UTC", "2025-12-31T23:30:00Z", "2026-01-30T23:30:00Z", ("31 December 2025", "30 January 2026")),
    ],
)
def test_days_are_days_of_the_sellers_zone(zone: str, at: str, due: str, printed: tuple[str, str]) -> None:
    customer = make_customer()
    row = make_invoice(customer, issued_at=parse_rfc3339(at), due_at=parse_rfc3339(due))
    line = make_line(row, period_start=row.issued_at, period_end=row.issued_at)

    document = compose(IssuedInvoice(row, [line], customer, make_project(time_zone=zone)))

    assert (document.issued, document.due) == printed
    day, month, year = printed[0].split()
    assert document.lines[0].period == f"{day} {month[:3]} {year}"


def test_taxes_are_broken_down_by_rate_with_what_each_is_on() -> None:
    customer = make_customer()
    row = make_invoice(customer, subtotal=30000, tax=2500, total=32500)
    rates = [("5", 10000, 500), ("20", 10000, 2000), ("0", 10000, 0)]
    lines = [
        make_line(row, position, amount=amount, tax=tax, tax_rate=Decimal(rate))
        for position, (rate, amount, tax) in enumerate(rates)
    ]

    document = compose(IssuedInvoice(row, lines, customer, make_project(address={"country": "GB"})))

    assert [row.tax for row in document.sums if row.tax] == [
        TaxText("VAT", "£20.00", "20%", "£100.00"),
        TaxText("VAT", "£5.00", "5%", "£100.00"),
        TaxText("VAT", "£0.00", "0%", "£100.00"),
    ]
    assert (document.tax_name, document.total_tax) == ("VAT", "£25.00")


def test_a_tax_that_the_lines_do_not_make_up_is_one_sum() -> None:
    document = composed({"tax": 100, "tax_rate": Decimal(20)}, subtotal=1200, tax=240, total=1440)

    assert sums_of(document)["tax"] == "£2.40"


@pytest.mark.parametrize(
    ("line", "buyer", "seller", "said"),
    [
        ({"tax_reason": "reverse_charge"}, {}, None, True),
        ({}, {"tax_exempt": "reverse"}, None, True),
        ({}, {"tax_ids": [{"type": "eu_vat", "value": "DE123456789"}]}, "IE", True),
        ({}, {"tax_ids": [{"type": "eu_vat", "value": "EL123456789"}]}, "GR", False),
        ({}, {"tax_ids": [{"type": "eu_vat", "value": "DE123456789"}]}, "DE", False),
        ({}, {"tax_ids": [{"type": "eu_vat", "value": "DE123456789"}]}, "US", False),
        ({"tax_reason": "zero_rated"}, {"tax_ids": [{"type": "eu_vat", "value": "DE123456789"}]}, "IE", False),
        ({}, {}, "IE", False),
    ],
)
def test_reverse_charge_is_said_where_the_buyer_owes_the_tax(
    line: dict[str, Any], buyer: dict[str, Any], seller: str | None, said: bool
) -> None:
    customer = make_customer()
    row = make_invoice(customer, buyer=buyer)
    project = make_project(address={"country": seller} if seller else None)

    assert compose(IssuedInvoice(row, [make_line(row, **line)], customer, project)).reverse_charge is said
    taxed = make_invoice(customer, buyer=buyer, tax=100, total=1300, subtotal=1200)
    is_on_the_line = line.get("tax_reason") == "reverse_charge"
    assert compose(IssuedInvoice(taxed, [make_line(taxed, **line)], customer, project)).reverse_charge is is_on_the_line


@pytest.mark.parametrize(
    ("locales", "language", "printed"),
    [
        (("de-AT", None), "de-AT", "€ 12,00"),
        (("de", "fr"), "de", "12,00 €"),
        (("fi", "fr"), "fr", "12,00 €"),
        ((None, None), "en-GB", "€12.00"),
        (("nonsense", "pt"), "en-GB", "€12.00"),
        (("ja", None), "ja", "€12.00"),
        (("ar", None), "ar", "\u200f12.00 €"),
    ],
)
def test_figures_and_words_are_the_buyers_where_there_are_labels_else_the_sellers(
    locales: tuple[str | None, str | None], language: str, printed: str
) -> None:
    customer = make_customer(locale=locales[0])
    row = make_invoice(customer, currency="EUR")

    document = compose(IssuedInvoice(row, [make_line(row)], customer, make_project(locale=locales[1])))

    assert (document.language, document.total.replace("\u00a0", " ")) == (language, printed)


def test_a_dollar_sign_keeps_its_place_where_the_page_begins_at_the_right() -> None:
    customer = make_customer(locale="ar")
    row = make_invoice(customer, currency="USD")

    total = compose(IssuedInvoice(row, [make_line(row)], customer, make_project())).total

    assert total.endswith("US$\u200e")


def test_what_the_buyer_had_to_its_credit_is_said() -> None:
    document = composed(total=1200, amount_due=700, amount_paid=700)

    assert sums_of(document)["credit_applied"] == "−£5.00"
    assert "credit_applied" not in sums_of(composed(total=1200))


def test_a_discount_is_what_lies_between_the_subtotal_and_the_total() -> None:
    assert sums_of(composed(subtotal=1500, total=1200))["discount"] == "−£3.00"
    assert "discount" not in sums_of(composed(subtotal=1200, total=1200))


@pytest.mark.parametrize(
    ("locale", "amount"), [("en-GB", "−£5.00"), ("de", "−5,00 £"), ("he", "\u200f\u200e−5.00 \u200f£")]
)
def test_a_minus_is_a_minus_and_stands_left_of_its_figures(locale: str, amount: str) -> None:
    formats = Formats(choose_locale(locale), "GBP", "UTC")

    assert formats.money(-500).replace("\N{NO-BREAK SPACE}", " ") == amount
    assert formats.number(-2).strip("\u200e") == "−2"
