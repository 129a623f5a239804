"""The file: the XML comes out as it went in, in the structure of PDF/A-3, and equal invoices are equal bytes."""

import io
import pickle
import re
import subprocess
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

import pikepdf
import pytest
from pikepdf import pdfa
from pypdf import PdfReader

from models.billing.invoice import InvoiceStatus
from pdf.content.compose import compose
from pdf.einvoice.attach import attach
from pdf.einvoice.cii import write_xml
from pdf.einvoice.einvoice import EInvoice
from pdf.rendering.invoice_file import make_invoice_file
from pdf.rendering.render import render_invoice
from resolvers.invoices.issued_invoices import IssuedInvoice
from tests.pdf.einvoice.corpus import CORPUS, Item, issue
from tests.pdf.qpdf import find_faults, needs_qpdf
from tests.pdf.reading import read_text

# pikepdf approves no property of an extension schema, which Factur-X asks for.
_NOT_JUDGED = re.compile(r"XMP (namespace (pdfaExtension|pdfaSchema|pdfaProperty|fx)=|property (pdfaExtension|fx):)")


def xml_in(pdf: bytes) -> bytes:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert list(document.attachments) == ["factur-x.xml"]
        return document.attachments["factur-x.xml"].get_file().read_bytes()


def file_of(name: str) -> tuple[EInvoice, bytes]:
    document = compose(CORPUS[name])
    assert document.einvoice is not None
    return document.einvoice, make_invoice_file(document)


@pytest.mark.parametrize("name", ["one rate", "yen", "credit note", "notes and awkward characters"])
def test_the_xml_comes_out_as_it_went_in(name: str) -> None:
    einvoice, pdf = file_of(name)

    assert xml_in(pdf) == write_xml(einvoice)


@pytest.mark.parametrize(
    "name", ["one rate", "yen", "India", "dirhams", "notes and awkward characters", "by bank transfer"]
)
def test_the_file_has_the_structure_of_pdf_a_3(name: str) -> None:
    _, pdf = file_of(name)

    report = pdfa.validate_written(io.BytesIO(pdf), "3b")

    assert [finding for finding in report.findings if not _NOT_JUDGED.search(finding.message)] == []


@needs_qpdf
@pytest.mark.parametrize("name", CORPUS)
def test_qpdf_finds_no_fault(name: str, tmp_path: Path) -> None:
    _, pdf = file_of(name)

    assert find_faults(pdf, tmp_path) == ""


def test_the_catalogue_names_the_attachment_its_relationship_and_the_output_intent() -> None:
    _, pdf = file_of("one rate")

    with pikepdf.open(io.BytesIO(pdf)) as document:
        [entry] = document.Root.AF
        [intent] = document.Root.OutputIntents
        assert (str(entry.AFRelationship), str(entry.UF)) == ("/Alternative", "factur-x.xml")
        assert str(entry.EF.UF.Subtype) == "/text/xml"
        assert str(intent.S) == "/GTS_PDFA1"
        assert intent.DestOutputProfile.read_bytes()[36:40] == b"acsp"
        assert document.pdf_version == "1.7"
        assert document.check_pdf_syntax() == []


def test_the_metadata_identify_factur_x_and_say_the_day_of_issue() -> None:
    _, pdf = file_of("notes and awkward characters")

    with pikepdf.open(io.BytesIO(pdf)) as document, document.open_metadata() as metadata:
        fx = "{urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#}"
        assert [metadata[f"{fx}{name}"] for name in ("DocumentType", "DocumentFileName", "ConformanceLevel")] == [
            "INVOICE",
            "factur-x.xml",
            "EN 16931",
        ]
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "B")
        assert metadata["xmp:CreateDate"] == "2026-04-01T00:00:00+00:00"
        assert str(document.docinfo.CreationDate) == "D:20260401000000+00'00'"


def test_what_the_rendered_file_says_of_itself_stays() -> None:
    document = compose(CORPUS["one rate"])
    plain = render_invoice(document)

    with pikepdf.open(io.BytesIO(plain)) as before:
        before.Root.MarkInfo = pikepdf.Dictionary(Marked=True)
        before.Root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True)
        marked = io.BytesIO()
        before.save(marked)
    with pikepdf.open(io.BytesIO(attach(marked.getvalue(), b"<x/>", date(2026, 4, 1)))) as after:
        assert str(after.Root.Lang) == "en-GB"
        assert after.Root.MarkInfo.Marked is True
        assert after.Root.ViewerPreferences.DisplayDocTitle is True
        assert (str(after.docinfo.Title), str(after.docinfo.Author)) == (document_title(plain), document.seller.name)


def test_a_name_that_no_xml_can_hold_is_cleaned() -> None:
    pdf = make_invoice_file(compose(issue(Item(100), project={"name": "A\x0b & <B>"})))

    with pikepdf.open(io.BytesIO(pdf)) as document, document.open_metadata() as metadata:
        assert metadata["dc:creator"] == ["A & <B>"]


def document_title(pdf: bytes) -> str:
    metadata = PdfReader(io.BytesIO(pdf)).metadata
    assert metadata is not None
    return str(metadata.title)


def test_equal_invoices_are_equal_bytes_in_another_process() -> None:
    document = compose(CORPUS["India"])
    program = (
        "import pickle, sys\n"
        "from pdf.rendering.invoice_file import make_invoice_file\n"
        "sys.stdout.buffer.write(make_invoice_file(pickle.load(sys.stdin.buffer)))"
    )

    there = subprocess.run(
        [sys.executable, "-c", program],
        input=pickle.dumps(document),
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[3],
        check=True,
    )

    assert there.stdout == make_invoice_file(document)


@pytest.mark.parametrize("name", ["two rates", "yen", "dinars in tens of fils", "paid in part", "credit note"])
def test_the_totals_are_those_that_are_printed(name: str) -> None:
    einvoice, pdf = file_of(name)

    text = "".join(read_text(pdf).split())
    document, totals = compose(CORPUS[name]), einvoice.totals
    sums = {row.kind: row.amount for row in document.sums}
    assert [amount for amount in sums.values() if "".join(amount.split()) not in text] == []
    tax = document.total_tax or sums.get("tax", "0")
    # Nobody pays a credit note, so it says nothing of payments.
    stated = [totals.lines, totals.tax, totals.total, *(() if document.credit else (totals.prepaid, totals.due))]
    printed = [
        sums[kind] if kind != "tax" else tax
        for kind in ("subtotal", "tax", "total", "paid", "due")
        if kind in sums or kind == "tax"
    ]
    assert [digits_of(amount) for amount in printed] == [digits_of(amount, einvoice.currency) for amount in stated]


def digits_of(amount: str | Decimal, currency: str = "") -> str:
    """The digits that stand for the amount; the dinar's third decimal is printed and can't be stated."""
    text = f"{amount}0" if currency == "KWD" else str(amount)
    return "".join(character for character in text if character.isdigit())


@pytest.mark.parametrize("status", [InvoiceStatus.VOID, InvoiceStatus.OPEN])
def test_an_invoice_without_an_e_invoice_is_a_plain_pdf(status: InvoiceStatus) -> None:
    issued: IssuedInvoice = issue(Item(2900, None), status=status)
    document = compose(issued)

    pdf = make_invoice_file(document)

    assert document.einvoice is None
    assert pdf == render_invoice(document)
    with pikepdf.open(io.BytesIO(pdf)) as plain:
        assert list(plain.attachments) == []
