"""The HTTP response for an invoice's file: the whole file, a part of it, or only headers."""

from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from pdf.http.conditions import RangeNotSatisfiable, find_part, is_known
from pdf.store.invoice_pdfs import InvoiceFile

# A client must revalidate and then gets a 304: its access may have ended, or the invoice may have been paid.
# There is no Last-Modified: an invoice can return to an earlier version, whose older date would look unchanged.
_HEADERS = {"accept-ranges": "bytes", "cache-control": "private, no-cache", "x-content-type-options": "nosniff"}

# What is shown in the browser may be shown within a page of our own.
_SHOWN = {"content-security-policy": "default-src 'none'; frame-ancestors 'self'"}


class Form(NamedTuple):
    """How a file is served: the ending of its name, its media type, and how its name begins."""

    ending: str
    media_type: str
    name: str = "invoice"


PDF = Form("pdf", "application/pdf")
XML = Form("xml", "application/xml")
CREDIT_NOTE_PDF = Form("pdf", "application/pdf", "credit-note")
CREDIT_NOTE_XML = Form("xml", "application/xml", "credit-note")


def answer_unread(request: Request[Any], form: Form, number: str, sha256: str, size: int) -> Response | None:
    """The response if it needs no bytes of the file: a 304, or the answer to HEAD. Otherwise None."""
    headers = _headers(request, form, number, sha256)
    if is_known(request.headers, headers["etag"]):
        return Response(status_code=304, headers=headers)
    if request.method == "HEAD":
        return _file(b"", form, headers, {"content-length": str(size)})
    return None


def answer(request: Request[Any], form: Form, number: str, file: InvoiceFile) -> Response:
    """The response with the requested part of the file."""
    size = len(file.content)
    unread = answer_unread(request, form, number, file.sha256, size)
    if unread is not None:
        return unread
    headers = _headers(request, form, number, file.sha256)
    try:
        part = find_part(request.headers, headers["etag"], size)
    except RangeNotSatisfiable:
        return Response(status_code=416, headers={**_HEADERS, "content-range": f"bytes */{size}"})
    if part is None:
        return _file(file.content, form, headers)
    content_range = {"content-range": f"bytes {part.start}-{part.stop - 1}/{size}"}
    return _file(file.content[part.start : part.stop], form, headers, content_range, 206)


def content_disposition(kind: str, number: str, form: Form) -> str:
    """The header, with an ASCII name for old clients and the exact one (RFC 6266); `kind` is attachment or inline."""
    name = f"{form.name}-{number}.{form.ending}"
    plain = "".join(c if c.isascii() and (c.isalnum() or c in "-_.") else "_" for c in name)
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def _headers(request: Request[Any], form: Form, number: str, sha256: str) -> dict[str, str]:
    is_shown = request.query_params.get("inline") == "1"
    disposition = content_disposition("inline" if is_shown else "attachment", number, form)
    shown = _SHOWN if is_shown else {}
    return {**_HEADERS, **shown, "etag": f'"{sha256}"', "content-disposition": disposition}


def _file(
    content: bytes, form: Form, headers: Mapping[str, str], more: Mapping[str, str] = {}, status: int = 200
) -> Response:
    return Response(content, status, {**headers, **more}, form.media_type)
