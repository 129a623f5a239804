"""What the law wants on paper: why there is no tax, what a number is, what the paper is called, what it corrects."""

from typing import Any

import pytest

from pdf.content.compose import compose
from pdf.content.invoice_content import TaxNumber
from pdf.content.tax_numbers import read_numbers, seller_numbers
from pdf.rendering.render import render_invoice
from resolvers.invoices.issued_invoices import IssuedInvoice
from tests.factories import make_project
from tests.pdf.reading import read_text
from tests.pdf.sources import make_source, make_source_line, make_source_tax, read_invoice

FRENCH = {"customer_address": {"country": "FR", "city": "Paris"}}
WITH_NUMBER = {"customer_tax_ids": [{"type": "eu_vat", "value": "FR12345678901"}]}
NO_NUMBER: dict[str, Any] = {"customer_tax_ids": []}


def untaxed(reason: str) -> dict[str, Any]:
    return make_source_line(10000, None, taxes=[make_source_tax(0, "0", reason)])


def print_text(issued: IssuedInvoice, locale: str = "en-GB") -> str:
    issued.customer.locale = locale
    return " ".join(read_text(render_invoice(compose(issued))).split())


def test_reverse_charge_is_said_beside_taxed_lines() -> None:
    source = make_source(untaxed("reverse_charge"), make_source_line(10000), customer_tax_exempt="reverse")

    issued = read_invoice(source | FRENCH | WITH_NUMBER)

    assert [line.relief for line in compose(issued).lines] == ["reverse_charge", None]
    assert "Reverse charge: the buyer accounts for the VAT." in print_text(issued)


@pytest.mark.parametrize(
    ("reason", "buyer", "relief", "words"),
    [
        ("product_exempt", NO_NUMBER, "exempt", "Exempt from VAT"),
        ("product_exempt_holiday", NO_NUMBER, "exempt_holiday", "Exempt from VAT for a limited time"),
        ("customer_exempt", NO_NUMBER, "buyer_exempt", "The buyer is exempt from VAT"),
        ("not_subject_to_tax", NO_NUMBER, "out_of_scope", "Not subject to VAT"),
        ("zero_rated", FRENCH | WITH_NUMBER, "intra_community", "Intra-community supply"),
        ("zero_rated", {"customer_address": {"country": "US"}} | NO_NUMBER, "export", "Export"),
        # A foreign country alone proves no delivery of goods.
        ("zero_rated", FRENCH | NO_NUMBER, None, None),
        ("zero_rated", NO_NUMBER, None, None),
    ],
)
def test_why_there_is_no_tax_is_said_by_line_and_in_the_breakdown(
    reason: str, buyer: dict[str, Any], relief: str | None, words: str | None
) -> None:
    issued = read_invoice(make_source(untaxed(reason)) | buyer)

    content = compose(issued)

    assert [line.relief for line in content.lines] == [relief]
    assert [row.tax.relief for row in content.sums if row.tax] == [relief]
    text = print_text(issued)
    if words:
        assert text.count(words) >= 2
        assert "VAT 0% on €100.00" in text
    else:
        assert "Export" not in text
        assert "Intra-community" not in text


def test_a_reason_is_said_in_the_buyers_language() -> None:
    text = print_text(read_invoice(make_source(untaxed("product_exempt"))), "de")

    assert "Von der USt. befreit" in text


def test_a_reason_that_no_row_says_stands_below_the_total() -> None:
    source = make_source(make_source_line(10000, None), customer_tax_exempt="exempt")

    assert compose(read_invoice(source)).reliefs == ("buyer_exempt",)


@pytest.mark.parametrize(
    ("kind", "value", "words"),
    [
        ("eu_vat", "DE123456789", "VAT ID DE123456789"),
        ("de_stn", "12/345/67890", "Tax ID 12/345/67890"),
        ("us_ein", "12-3456789", "Tax ID 12-3456789 (EIN)"),
        ("br_cnpj", "01.234.456/5432-10", "Tax ID 01.234.456/5432-10 (CNPJ)"),
        ("ca_qst", "1234567890TQ1234", "Tax ID 1234567890TQ1234 (QST)"),
        ("in_gst", "12ABCDE3456FGZH", "Tax ID 12ABCDE3456FGZH (GSTIN)"),
        ("au_abn", "12345678912", "Tax ID 12345678912 (ABN)"),
    ],
)
def test_a_tax_number_is_called_what_it_is(kind: str, value: str, words: str) -> None:
    source = make_source(make_source_line(100), customer_tax_ids=[{"type": kind, "value": value}])
    seller = {"tax_ids": [{"type": "de_stn", "value": "1"}]}

    text = print_text(read_invoice(source, **seller))

    assert words in text
    assert ("VAT ID" in text) is (kind == "eu_vat")


def test_a_german_tax_number_is_a_steuernummer() -> None:
    source = make_source(make_source_line(100), customer_tax_ids=[{"type": "de_stn", "value": "12/345/67890"}])

    assert "Steuernr. 12/345/67890" in print_text(read_invoice(source), "de")


def test_the_sellers_tax_id_is_a_vat_number_where_it_looks_like_one_and_is_printed_once() -> None:
    assert read_numbers([{"type": "gb_vat", "value": "GB1"}]) == (TaxNumber("GB1", is_vat=True),)
    seller = make_project(address={"country": "GB"}, tax_id="GB 999 9999 73")
    assert seller_numbers(seller) == (TaxNumber("GB 999 9999 73", is_vat=True),)
    seller.tax_ids = [{"type": "gb_vat", "value": "GB999999973"}]
    assert seller_numbers(seller) == (TaxNumber("GB999999973", is_vat=True),)
    assert seller_numbers(make_project(tax_id="Reg. 12")) == (TaxNumber("Reg. 12"),)


@pytest.mark.parametrize(
    ("country", "kind", "tax", "title"),
    [
        ("AU", "au_abn", 1000, "tax_invoice"),
        ("AE", "ae_trn", 1000, "tax_invoice"),
        ("BH", "bh_vat", 1000, "tax_invoice"),
        ("IN", "in_gst", 1000, "tax_invoice"),
        ("OM", "om_vat", 1000, "tax_invoice"),
        ("SA", "sa_vat", 1000, "tax_invoice"),
        ("SG", "sg_gst", 1000, "tax_invoice"),
        ("TH", "th_vat", 1000, "tax_invoice"),
        ("ZA", "za_vat", 1000, "tax_invoice"),
        ("AU", "eu_vat", 1000, "invoice"),
        ("AU", "au_abn", 0, "invoice"),
        ("DE", "eu_vat", 1000, "invoice"),
        ("NZ", "nz_gst", 1000, "invoice"),
        ("AU", "au_abn", -1000, "credit_note"),
    ],
)
def test_a_tax_invoice_is_called_so_where_the_law_does(country: str, kind: str, tax: int, title: str) -> None:
    line = make_source_line(10 * tax or 10000, None, taxes=[make_source_tax(tax, "10")])
    seller = {"address": {"country": country}, "tax_ids": [{"type": kind, "value": "1"}]}

    assert compose(read_invoice(make_source(line), **seller)).title == title


def test_a_tax_is_called_by_its_rate_or_its_country() -> None:
    display = {"id": "txr_1", "object": "tax_rate", "display_name": "MwSt", "percentage": 19, "inclusive": False}
    named = make_source_tax(1900, "19") | {"tax_rate_details": {"tax_rate": display}}
    line = make_source_line(10000, None, taxes=[named])

    def name_in(country: str, line: dict[str, Any]) -> str:
        return compose(read_invoice(make_source(line), address={"country": country})).tax_name

    assert name_in("DE", line) == "MwSt"
    countries = ("DE", "AU", "US", "JP", "CA", "GB")
    assert [name_in(country, make_source_line(10000)) for country in countries] == [
        "VAT",
        "GST",
        "Sales tax",
        "Consumption tax",
        "Tax",
        "VAT",
    ]


@pytest.mark.parametrize(
    ("country", "jurisdiction", "words"),
    [
        ("US", "California", "Sales tax (California) 19% on €100.00"),
        ("US", "United States", "Sales tax 19% on €100.00"),
        ("DE", "Germany", "VAT 19% on €100.00"),
    ],
)
def test_a_tax_of_a_state_names_it(country: str, jurisdiction: str, words: str) -> None:
    rate = {"id": "txr_1", "object": "tax_rate", "percentage": 19, "inclusive": False, "jurisdiction": jurisdiction}
    tax = make_source_tax(1900, "19") | {"tax_rate_details": {"tax_rate": rate | {"country": country}}}

    issued = read_invoice(make_source(make_source_line(10000, None, taxes=[tax])))

    assert words in print_text(issued)


def test_the_invoice_that_another_replaces_or_corrects_is_named() -> None:
    revised = read_invoice(make_source(make_source_line(100)))._replace(revised="N-0")
    credit = read_invoice(make_source(make_source_line(-100)))._replace(revised="N-0")

    assert "Replaces N-0" in print_text(revised)
    assert "Corrects N-0" in print_text(credit)


def test_a_credit_note_speaks_of_credit_and_asks_no_payment() -> None:
    text = print_text(read_invoice(make_source(make_source_line(-10000))))

    assert "Credit note" in text
    assert "Credit of €119.00" in text
    assert "due" not in text.lower()


@pytest.mark.parametrize("exemption", ["exempt", "reverse"])
def test_a_tax_on_the_invoice_alone_leaves_open_which_lines_are_exempt(exemption: str) -> None:
    source = make_source(make_source_line(10000, None), customer_tax_exempt=exemption, total=11900)

    taxed = compose(read_invoice(source | {"total_taxes": [{"amount": 1900}]}))
    untaxed = compose(read_invoice(source | {"total_taxes": [], "total": 10000}))

    assert [line.relief for line in taxed.lines] == [None]
    assert taxed.reliefs == ()
    assert taxed.reverse_charge is False
    assert [line.relief for line in untaxed.lines] != [None]
