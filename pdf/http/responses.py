"""A PDF as an HTTP answer: whole, in part, or as the headers alone."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from pdf.http.conditions import RangeNotSatisfiable, find_part, is_known
from pdf.keeping import Printed

# Whoever opens it again asks again, and is answered 304: access may have ended, the invoice may have been paid.
# There is no Last-Modified: an invoice may go back to an earlier version, whose date would seem not to be new.
_LASTING = {"accept-ranges": "bytes", "cache-control": "private, no-cache", "x-content-type-options": "nosniff"}


def answer_unread(request: Request[Any], number: str, sha256: str, size: int) -> Response | None:
    """The answer that needs no byte of the file: to a client that has it, or to HEAD; None when it is needed."""
    headers = _headers(request, number, sha256)
    if is_known(request.headers, headers["etag"]):
        return Response(status_code=304, headers=headers)
    if request.method == "HEAD":
        return _pdf(b"", headers, {"content-length": str(size)})
    return None


def answer(request: Request[Any], number: str, printed: Printed) -> Response:
    """The answer with as much of the file as was asked for."""
    size = len(printed.content)
    unread = answer_unread(request, number, printed.sha256, size)
    if unread is not None:
        return unread
    headers = _headers(request, number, printed.sha256)
    try:
        part = find_part(request.headers, headers["etag"], size)
    except RangeNotSatisfiable:
        return Response(status_code=416, headers={**_LASTING, "content-range": f"bytes */{size}"})
    if part is None:
        return _pdf(printed.content, headers)
    content_range = {"content-range": f"bytes {part.start}-{part.stop - 1}/{size}"}
    return _pdf(printed.content[part.start : part.stop], headers, content_range, 206)


def content_disposition(kind: str, number: str) -> str:
    """`kind` is attachment or inline. An ASCII name for old clients, the exact one after RFC 6266."""
    name = f"invoice-{number}.pdf"
    plain = "".join(c if c.isascii() and (c.isalnum() or c in "-_.") else "_" for c in name)
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def _headers(request: Request[Any], number: str, sha256: str) -> dict[str, str]:
    kind = "inline" if request.query_params.get("inline") == "1" else "attachment"
    return {**_LASTING, "etag": f'"{sha256}"', "content-disposition": content_disposition(kind, number)}


def _pdf(content: bytes, headers: Mapping[str, str], more: Mapping[str, str] = {}, status: int = 200) -> Response:
    return Response(content, status, {**headers, **more}, "application/pdf")
