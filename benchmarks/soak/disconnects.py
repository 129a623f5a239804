"""Clients that disconnect before they have their answer."""

import asyncio
from contextlib import suppress
from typing import Any

import httpx
import orjson

# Long enough for a request to be under way, too short for it to be answered each time.
STAY_SECONDS = 0.003


async def ask_and_vanish(url: httpx.URL, key: str, body: dict[str, Any]) -> None:
    """Sends a whole request and resets the connection."""
    content = orjson.dumps(body)
    head = (
        f"POST /graphql HTTP/1.1\r\nHost: {url.host}\r\nAuthorization: Bearer {key}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(content)}\r\n\r\n"
    )
    with suppress(OSError):
        _, writer = await asyncio.open_connection(url.host, url.port)
        writer.write(head.encode() + content)
        await asyncio.sleep(STAY_SECONDS)
        writer.transport.abort()
