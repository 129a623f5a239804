"""An e-invoice's XML embedded in the invoice's PDF, in the structure of PDF/A-3 (ISO 19005-3) and Factur-X 1.0."""

import zlib
from datetime import date
from functools import cache
from io import BytesIO
from pathlib import Path

from pikepdf import Array, Dictionary, Name, ObjectStreamMode, Pdf, Stream, StreamDecodeLevel

from pdf.einvoice.xmp import FILE_NAME, write_xmp

_PDF_VERSION = "1.7"


def attach(pdf: bytes, xml: bytes, made: date) -> bytes:
    """The PDF with the XML as its attachment. Equal arguments give equal bytes.

    `made` becomes the date of the PDF and of the attachment. The PDF must have all its fonts embedded.
    """
    out = BytesIO()
    with Pdf.open(BytesIO(pdf)) as document:
        _embed(document, xml, made)
        _describe(document, made)
        _set_output_intent(document)
        for page in document.pages:
            # PDF/A forbids page transitions, but ReportLab writes an empty one.
            if Name.Trans in page.obj:
                del page.obj.Trans
        document.save(
            out,
            min_version=_PDF_VERSION,
            deterministic_id=True,
            # Streams stay compressed as they are: compressing again takes time and gives other bytes on other machines.
            compress_streams=False,
            stream_decode_level=StreamDecodeLevel.none,
            object_stream_mode=ObjectStreamMode.disable,
        )
    return out.getvalue()


def read_attached(pdf: bytes) -> bytes | None:
    """The XML that the PDF has as its attachment; None if it has none."""
    with Pdf.open(BytesIO(pdf)) as document:
        attached = document.attachments.get(FILE_NAME)
        return None if attached is None else attached.get_file().read_bytes()


def _embed(document: Pdf, xml: bytes, made: date) -> None:
    file = _make_stream(document, zlib.compress(xml), "/EmbeddedFile", Subtype=Name("/text/xml"))
    file.Params = Dictionary(Size=len(xml), ModDate=_pdf_date(made))
    entry = document.make_indirect(
        Dictionary(
            Type=Name.Filespec,
            F=FILE_NAME,
            UF=FILE_NAME,
            Desc="The invoice as data, after EN 16931",
            # "Alternative" is the same invoice in another form; "Data" is for profiles that leave out parts.
            AFRelationship=Name.Alternative,
            EF=Dictionary(F=file, UF=file),
        )
    )
    names = document.Root.get("/Names", Dictionary())
    names.EmbeddedFiles = Dictionary(Names=Array([FILE_NAME, entry]))
    document.Root.Names = names
    document.Root.AF = Array([entry])


def _describe(document: Pdf, made: date) -> None:
    info = document.docinfo
    info.CreationDate = info.ModDate = _pdf_date(made)
    title, author, producer = (str(info.get(name, "")) for name in ("/Title", "/Author", "/Producer"))
    metadata = Stream(document, write_xmp(title, author, producer, made))
    metadata.Type, metadata.Subtype = Name.Metadata, Name.XML
    document.Root.Metadata = metadata


def _set_output_intent(document: Pdf) -> None:
    profile = _make_stream(document, _load_profile(), None, N=3)
    intent = Dictionary(
        Type=Name.OutputIntent,
        S=Name.GTS_PDFA1,
        OutputConditionIdentifier="sRGB",
        Info="sRGB IEC61966-2.1",
        DestOutputProfile=profile,
    )
    document.Root.OutputIntents = Array([intent])


def _make_stream(document: Pdf, deflated: bytes, kind: str | None, **entries: object) -> Stream:
    stream = Stream(document, b"")
    stream.write(deflated, filter=Name.FlateDecode)
    if kind is not None:
        stream.Type = Name(kind)
    for name, value in entries.items():
        stream[f"/{name}"] = value
    return stream


@cache
def _load_profile() -> bytes:
    return zlib.compress(Path(__file__).with_name("srgb.icc").read_bytes())


def _pdf_date(day: date) -> str:
    return f"D:{day.isoformat().replace('-', '')}000000+00'00'"
