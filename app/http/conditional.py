"""Conditional requests: 304 for a client that has the same answer already."""

import asyncio
from hashlib import sha256
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from app.http.compression import may_be_compressed
from app.http.sliced_response import PIECE_BYTES
from pdf.http.conditions import is_known

# A browser keeps the answer for the one who asked, and asks each time whether it still holds.
_HEADERS = (
    (b"cache-control", b"private, no-cache"),
    (b"vary", b"Accept, Accept-Encoding, Authorization, Cookie"),
)


async def with_validator(request: Request[Any], response: Response) -> Response:
    """The same answer with its ETag, or 304.

    The ETag is of the bytes that were just made, and so is never that of an older state. It is weak where they may be
    sent compressed, which changes them.
    """
    strong = f'"{await _digest(response)}"'
    etag = f"W/{strong}" if may_be_compressed(request.scope, len(response.body)) else strong
    if is_known(request.headers, strong):
        response = Response(status_code=304)
    response.raw_headers += (*_HEADERS, (b"etag", etag.encode()))
    return response


async def _digest(response: Response) -> str:
    digest, body = sha256(response.headers["content-type"].encode()), response.body
    for start in range(0, len(body), PIECE_BYTES):
        if start:
            # Others have their turn.
            await asyncio.sleep(0)
        digest.update(body[start : start + PIECE_BYTES])
    return digest.hexdigest()
