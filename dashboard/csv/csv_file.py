"""CSV files, streamed while they are read. No text in them is run as a formula, whichever separator opens them."""

import csv
import io
import re
from collections.abc import AsyncIterator, Iterable, Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from dashboard.page.html import HEADERS
from dashboard.session.view import View
from models.values.instant import Instant, rfc3339

# A spreadsheet runs a cell that starts with one of these as a formula.
_SIGNS = "=+-@＝＋－＠"
_STARTS = (*_SIGNS, "\t", "\r", "\n")
# Where one would start if another separator than ours ended cells, or a quotation mark began none.
_INSIDE = re.compile(rf"([;\t\r\n][\"\s]*)(?=[{re.escape(_SIGNS)}])")
# Excel recognises UTF-8 only by this mark.
_BYTE_ORDER_MARK = "\ufeff"

Chunks = AsyncIterator[Iterable[Sequence[str]]]


def text_cell(text: str | None) -> str:
    """A text as a cell: what would be run as a formula, whole or a part of it, has an apostrophe before it."""
    safe = _INSIDE.sub(r"\1'", text or "")
    return f"'{safe}" if safe.startswith(_STARTS) else safe


def time_cell(instant: Instant | None) -> str:
    """A moment as a cell: RFC 3339 in UTC; empty where there is none."""
    return "" if instant is None else rfc3339(instant)


def csv_file(request: Request[Any], view: View, name: str, head: Sequence[str], chunks: Chunks) -> Response:
    """The file, named for the mode and the day; cells are as they are written: texts are made by `text_cell`."""
    mode = "" if view.live_mode else "-test"
    filename = f"{name}{mode}-{rfc3339(view.context.now)[:10]}.csv"
    headers = {**HEADERS, "Content-Disposition": f'attachment; filename="{filename}"'}
    content = () if request.method == "HEAD" else _write(head, chunks)
    return StreamingResponse(content, headers=headers, media_type="text/csv; charset=utf-8")


async def _write(head: Sequence[str], chunks: Chunks) -> AsyncIterator[str]:
    yield _BYTE_ORDER_MARK + _lines([head])
    async for rows in chunks:
        yield _lines(rows)


def _lines(rows: Iterable[Sequence[str]]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue()
