"""Chinese characters are drawn in the forms that their readers know."""

import io

import pytest
from pypdf import PdfReader

from pdf.content.compose import compose
from pdf.content.invoice_content import InvoiceContent, Party
from pdf.rendering.render import render_invoice
from pdf.text.han import choose_forms, forms_read_in
from pdf.text.lines import Style, set_lines
from resolvers.invoices.issued_invoices import IssuedInvoice
from tests.factories import make_customer, make_invoice, make_line, make_project


def glyphs_of(text: str, forms: str | None) -> list[int]:
    [line] = set_lines(text, 99, Style(han=forms))
    return [glyph.id for run in line.runs for cluster in run.clusters for glyph in cluster.glyphs]


def composed(seller: str, buyer: str, locale: str) -> InvoiceContent:
    customer = make_customer(address={"country": buyer}, locale=locale)
    row = make_invoice(customer)
    return compose(IssuedInvoice(row, [make_line(row)], customer, make_project(address={"country": seller})))


def test_one_character_has_the_form_of_each_country():
    forms = [glyphs_of("遍", forms_read_in(country)) for country in ("JP", "CN", "TW", "HK", "KR")]

    assert len(set(map(tuple, forms))) == 5
    assert glyphs_of("遍", None) == forms[0]


@pytest.mark.parametrize(
    ("text", "usual", "forms"),
    [
        ("Plan", "zh-Hans", "zh-Hans"),
        ("今天", None, "ja"),
        ("今天", "zh-Hant", "zh-Hant"),
        ("东京のひかり", "zh-Hans", "ja"),
        ("大韓 한국", "zh-Hans", "ko"),
        ("软件", None, "zh-Hans"),
        ("软件", "ja", "zh-Hans"),
        ("軟體", "zh-Hans", "zh-Hant"),
        ("発行日", "zh-Hant", "ja"),
        ("深水埗", "zh-HK", "zh-HK"),
    ],
)
def test_a_text_tells_its_forms_or_takes_the_usual_ones(text, usual, forms):
    assert choose_forms(text, usual) == forms


@pytest.mark.parametrize(
    ("seller", "buyer", "locale", "forms"),
    [
        ("IE", "CN", "en", ("zh-Hans", None, "zh-Hans")),
        ("TW", "HK", "en", ("zh-HK", "zh-Hant", "zh-HK")),
        ("JP", "FR", "fr", (None, "ja", "ja")),
        ("JP", "CN", "ja", ("zh-Hans", "ja", "ja")),
        ("IE", "FR", "de", (None, None, None)),
    ],
)
def test_a_name_has_the_forms_of_its_country_and_the_rest_those_of_the_reader(seller, buyer, locale, forms):
    document = composed(seller, buyer, locale)

    assert (document.buyer.han, document.seller.han, document.han) == forms


def test_two_forms_of_one_character_in_a_file_are_the_same_text(make_document, make_line):
    seller, buyer = Party("直角", han="ja"), Party("直角", ("海",), han="zh-Hans")
    document = make_document(seller=seller, buyer=buyer, lines=(make_line(description="直角"),), han="zh-Hant")

    text = PdfReader(io.BytesIO(render_invoice(document))).pages[0].extract_text()

    # The seller stands at the head, in its column and at the foot.
    assert text.count("直角") == 5
