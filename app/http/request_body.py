"""Reading a request's body, no further than a limit."""

from typing import Any

from starlette.requests import Request


class RequestTooLarge(Exception):
    """The body, or the query string, is longer than the service reads."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"The request is larger than {limit} bytes.")


async def read_body(request: Request[Any], limit: int) -> bytes:
    """The whole body, at most `limit` bytes; raises RequestTooLarge, and ClientDisconnect when the rest never comes.

    A declared length over the limit is refused unread, an undeclared one as soon as it is passed.
    """
    if (declared := request.headers.get("content-length", "")).isdecimal() and int(declared[:20]) > limit:
        raise RequestTooLarge(limit)
    parts: list[bytes] = []
    length = 0
    async for part in request.stream():
        parts.append(part)
        length += len(part)
        if length > limit:
            raise RequestTooLarge(limit)
    return b"".join(parts)
