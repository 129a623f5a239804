"""An invoice's values come out of the PDF, whatever they are."""

import base64
import io
import pickle
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader

from pdf.content.invoice_content import Party
from pdf.rendering.render import render_invoice
from tests.pdf.poppler import needs_poppler, run
from tests.pdf.reading import read_pages, read_text


def test_an_invoice_shows_all_its_values(make_document):
    document = make_document(notes=("Thank you.",))

    text = read_text(render_invoice(document))

    shown = [
        document.number,
        "Open",
        "1 March 2026",
        "€400.00 due by 15 March 2026",
        "Team plan",
        "12",
        "€29.00",
        "23%",
    ]
    shown += [
        "1 Mar 2026 – 31 Mar 2026",
        "€348.00",
        "€80.04",
        "Total (EUR)",
        "€428.04",
        "€28.04",
        "Thank you.",
    ]
    for party in (document.seller, document.buyer):
        shown += [party.name, *party.address, *(tax_id.number for tax_id in party.tax_ids), party.email]
    assert [value for value in shown if value not in text] == []


def test_the_file_names_its_number_and_its_author(make_document):
    metadata = PdfReader(io.BytesIO(render_invoice(make_document()))).metadata

    assert metadata is not None
    assert (metadata.title, metadata.author) == ("Invoice CAL-2026-0042", "Calmony Ltd")


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("draft", ["Draft", "not payable yet"]),
        ("open", ["Open", "€400.00 due by 15 March 2026"]),
        ("paid", ["Paid", "€428.04 paid on 3 March 2026"]),
        ("uncollectible", ["Uncollectible", "€400.00 uncollectible"]),
        ("void", ["Void", "nothing is payable"]),
    ],
)
def test_the_status_is_said_in_words(make_document, status, words):
    text = read_text(render_invoice(make_document(status=status, paid="3 March 2026")))

    assert [word for word in words if word not in text] == []


def test_a_column_in_which_no_line_has_a_figure_is_left_out(make_document, make_line):
    lines = (make_line(tax="", unit_price=""), make_line(tax="", unit_price="€1.00"))

    text = read_text(render_invoice(make_document(lines=lines, tax_name="GST", sums=())))

    assert [head for head in ("Quantity", "Unit price", "GST", "Amount") if head in text] == [
        "Quantity", "Unit price", "Amount",
    ]  # fmt: skip


def test_a_negative_total_makes_a_credit_note(make_document):
    pdf = render_invoice(make_document(title="credit_note", credit="€50.00", total="−€50.00"))

    text = read_text(pdf)
    assert "Credit note" in text
    # Other languages say "to be paid" for it.
    assert "Open" not in text
    assert "Credit of €50.00" in text
    assert "Invoice" not in text


def test_five_hundred_lines_keep_their_order_and_each_page_its_header_and_number(make_document, make_line):
    lines = tuple(make_line(description=f"Item {number:03d}") for number in range(500))

    pages = read_pages(render_invoice(make_document(lines=lines)))

    text = "\n".join(pages)
    places = [text.index(line.description) for line in lines]
    assert places == sorted(places)
    assert len(pages) > 10
    for number, page in enumerate(pages, start=1):
        assert f"Page {number} of {len(pages)}" in page
        assert "Invoice CAL-2026-0042 · Calmony Ltd" in page
        assert "Item" not in page or "Unit price" in page


def test_a_description_taller_than_a_page_goes_on_on_the_next(make_document, make_line):
    pdf = render_invoice(make_document(lines=(make_line(description="word " * 3000), make_line(description="last"))))

    assert read_text(pdf).count("word") == 3000
    assert "last" in read_pages(pdf)[-1]


@needs_poppler
@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_long_names_and_words_stay_within_the_margins(make_document, make_line, paper):
    party = Party("N" * 300, ("A" * 300, "a b " * 75), f"{'e' * 100}@nordlicht.example")
    line = make_line(description="W" * 300, amount="€123,456,789,012,345.00")
    document = make_document(seller=party, buyer=party, lines=(line,), paper=paper, number="9" * 64)

    boxes = run("pdftotext", render_invoice(document), "-bbox")

    width = {"A4": 595.28, "Letter": 612}[paper]
    assert round(float(re.findall(r'page width="([\d.]+)"', boxes)[0]), 2) == width
    assert min(map(float, re.findall(r'xMin="([\d.]+)"', boxes))) >= 47
    assert max(map(float, re.findall(r'xMax="([\d.]+)"', boxes))) <= width - 47


def test_markup_and_template_language_in_values_are_text(make_document, make_line):
    hostile = "<img src=http://127.0.0.1:9/x> {{7*7}} </td></table> &amp; <pdf:nextpage/>"

    text = read_text(render_invoice(make_document(lines=(make_line(description=hostile),))))

    assert "".join(hostile.split()) in "".join(text.split())


def test_nothing_is_fetched_or_read_for_a_value(make_document, make_line, tmp_path):
    secret = tmp_path / "secret.png"
    Image.new("RGB", (3, 3)).save(secret)
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"http://127.0.0.1:{server.getsockname()[1]}/x.png"
        line = make_line(description=f"<img src='{url}'><link rel=stylesheet href='{url}'>")
        server.settimeout(0)

        plain = render_invoice(make_document(lines=(line,)))
        same = [render_invoice(make_document(lines=(line,), logo=logo)) for logo in (url, str(secret), secret.as_uri())]

        with pytest.raises(BlockingIOError):
            server.accept()
    assert same == [plain] * 3


def test_a_logo_brands_the_invoice(make_document):
    picture = io.BytesIO()
    Image.new("RGB", (40, 12), "#635bff").save(picture, "PNG")
    logo = "data:image/png;base64," + base64.b64encode(picture.getvalue()).decode()

    page = PdfReader(io.BytesIO(render_invoice(make_document(logo=logo)))).pages[0]

    assert [image.image.size for image in page.images] == [(40, 12)]


def test_equal_values_give_equal_bytes_in_another_process(make_document, make_line):
    document = make_document(lines=(make_line(description="日本 Ελλάδα العربية"),))
    program = (
        "import pickle, sys\n"
        "from pdf.rendering.render import render_invoice\n"
        "sys.stdout.buffer.write(render_invoice(pickle.load(sys.stdin.buffer)))"
    )

    there = subprocess.run(
        [sys.executable, "-c", program],
        input=pickle.dumps(document),
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
        check=True,
    )

    assert there.stdout == render_invoice(document)


@needs_poppler
def test_the_layout_survives_pdftotext(make_document):
    text = run("pdftotext", render_invoice(make_document()), "-layout")

    rows = [line.split() for line in text.splitlines()]
    assert ["Team", "plan", "12", "€29.00", "23%", "€348.00"] in rows
    assert ["Amount", "due", "€400.00"] in rows


@pytest.mark.parametrize("lines", range(14, 30))
def test_the_total_is_never_alone_on_the_last_page(make_document, make_line, lines):
    document = make_document(lines=(make_line(description="Item"),) * lines, notes=("Thank you.",))

    pages = read_pages(render_invoice(document))

    assert "Item" in pages[-1]
    assert "Thank you." in pages[-1]
    assert "Amount due" in pages[-1]
    assert "".join(pages).count("Item") == lines


def test_the_last_of_a_long_description_stays_with_the_total(make_document, make_line):
    for words in range(600, 900, 20):
        [*_, page] = read_pages(render_invoice(make_document(lines=(make_line(description="word " * words),))))

        assert "Amount due" in page
        assert page.count("word") >= 3


def test_a_hundred_thousand_words_are_printed_to_the_last(make_document, make_line):
    pdf = render_invoice(make_document(lines=(make_line(description="word " * 100_000),)))

    assert len(PdfReader(io.BytesIO(pdf)).pages) > 100


@pytest.mark.parametrize(
    "text", ["W" * 200_000, "株式会社" * 50_000, "شركة" * 50_000, "บริษัท" * 30_000], ids=list("WCAT")
)
def test_a_text_without_a_space_takes_time_in_proportion_to_its_length(make_document, make_line, text):
    pdf = render_invoice(make_document(lines=(make_line(description=text),), notes=(text[:20_000],)))

    assert pdf.startswith(b"%PDF")


@pytest.mark.parametrize(
    "logo", ["data:image/png;base64,AAAA", "data:image/png;base64,!", "data:image/gif;base64,AAAA"]
)
def test_a_picture_that_cannot_be_drawn_leaves_the_sellers_name(make_document, logo):
    assert render_invoice(make_document(logo=logo)) == render_invoice(make_document())


def test_a_void_invoice_says_so_across_every_page(make_document, make_line):
    pages = read_pages(render_invoice(make_document(status="void", lines=(make_line(),) * 40)))

    assert len(pages) > 1
    assert all("Void" in page for page in pages)


@needs_poppler
def test_what_is_read_from_the_right_is_laid_out_from_the_right(make_document):
    left, right = (
        re.findall(
            r'xMin="([\d.]+)"[^>]*>CAL-2026-0042<',
            run("pdftotext", render_invoice(make_document(language=language)), "-bbox"),
        )[0]
        for language in ("en", "ar")
    )

    assert float(left) > 297 > float(right)
