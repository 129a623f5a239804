"""What other programs find in the files: every text, every font embedded, every page numbered, and no fault."""

import io
import re
import unicodedata
from typing import NamedTuple

import pikepdf
import pypdfium2
import pytest

from pdf.content.invoice_content import InvoiceContent
from pdf.rendering.render import render_invoice
from tests.pdf.corpus import make_corpus
from tests.pdf.poppler import needs_poppler, run
from tests.pdf.qpdf import find_faults, needs_qpdf

CORPUS = dict(make_corpus())
PAPERS = {"A4": "595.276 x 841.89 pts (A4)", "Letter": "612 x 792 pts (letter)"}


class Rendered(NamedTuple):
    document: InvoiceContent
    pdf: bytes


@pytest.fixture(scope="module", params=CORPUS.values(), ids=CORPUS.keys())
def rendered(request) -> Rendered:
    """One invoice of the corpus, rendered once for all the tests below."""
    return Rendered(request.param, render_invoice(request.param))


def plain(text: str) -> str:
    """NFKC, without spaces and without invisible marks: what there is to see."""
    return "".join(
        c for c in unicodedata.normalize("NFKC", text) if not c.isspace() and unicodedata.category(c) != "Cf"
    )


def split(text: str) -> list[str]:
    """The words, without invisible marks."""
    return ["".join(c for c in word if unicodedata.category(c) != "Cf") for word in text.split()]


def printed_texts(document: InvoiceContent) -> list[str]:
    parties = (document.seller, document.buyer)
    texts = [document.number, document.issued, document.total, *(row.amount for row in document.sums), *document.notes]
    texts += [text for party in parties for text in (party.name, *party.address)]
    texts += [text for line in document.lines for text in (line.description, line.unit_price, line.amount, line.tax)]
    return list(dict.fromkeys(texts))


@needs_poppler
def test_pdftotext_gives_every_text_back(rendered) -> None:
    text = run("pdftotext", rendered.pdf)

    wanted = printed_texts(rendered.document)
    assert [each for each in wanted if plain(each) not in plain(text)] == []
    assert {word for each in wanted for word in split(each) if any(map(str.isalnum, word))} - set(split(text)) == set()
    assert "\ufffd" not in text


@needs_poppler
def test_every_font_is_embedded_as_a_subset_that_knows_its_characters(rendered) -> None:
    _names, _rule, *fonts = run("pdffonts", rendered.pdf).splitlines()

    assert fonts
    assert [font for font in fonts if re.findall(r" (yes|no)\b", font) != ["yes"] * 3] == []


@needs_poppler
def test_every_page_tells_its_place_and_the_invoices_number(rendered) -> None:
    with pikepdf.open(io.BytesIO(rendered.pdf)) as file:
        assert file.check_pdf_syntax() == []
        assert str(file.Root.Lang) == rendered.document.language
        count = len(file.pages)
    pages = run("pdftotext", rendered.pdf, "-layout").split("\f")[:-1]

    assert len(pages) == count
    for number, page in enumerate(pages, start=1):
        assert rendered.document.number in page
        assert {str(number), str(count)} <= set(re.findall(r"\d+", page))


@needs_poppler
def test_the_file_says_what_it_is_and_on_which_paper(rendered) -> None:
    info = run("pdfinfo", rendered.pdf)

    assert rendered.document.number in re.findall("Title: +(.*)", info)[0]
    assert re.findall("Page size: +(.*)", info) == [PAPERS[rendered.document.paper]]


def test_a_browser_copies_every_text(rendered) -> None:
    with pypdfium2.PdfDocument(rendered.pdf) as file:
        text = plain("".join(page.get_textpage().get_text_range() for page in file))

    texts = printed_texts(rendered.document)
    if rendered.document.language == "ar":
        # From the right, a sign of Latin letters and its amount are copied in the order in which they are seen.
        texts = [word for text in texts for word in text.replace("£", " ").split()]
    assert [wanted for wanted in texts if plain(wanted) not in text] == []


@needs_qpdf
def test_qpdf_finds_no_fault(rendered, tmp_path) -> None:
    assert find_faults(rendered.pdf, tmp_path) == ""
