"""Reads a request's body up to a limit."""

from typing import Any

from starlette.requests import ClientDisconnect, Request


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
    while True:
        # Not Starlette's `stream`: nearly every body is one message, and making an iterator would take longer.
        message = await request.receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        part = message.get("body", b"")
        parts.append(part)
        length += len(part)
        if length > limit:
            raise RequestTooLarge(limit)
        if not message.get("more_body", False):
            return b"".join(parts)
