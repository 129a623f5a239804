"""The text of a PDF, as pypdf reads it."""

import io

from pypdf import PdfReader


def read_pages(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]


def read_text(pdf: bytes) -> str:
    return "\n".join(read_pages(pdf))
