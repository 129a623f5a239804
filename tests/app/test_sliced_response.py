"""A large answer is sent in pieces, compressed or not, and a small one in one go."""

import asyncio
import gzip
from typing import Any

import brotli
import pytest
from starlette.types import Message, Receive, Scope, Send

from app.http.compression import Compression
from app.http.sliced_response import PIECE_BYTES, SlicedResponse

pytestmark = pytest.mark.one_database

READ: dict[str, Any] = {"identity": bytes, "gzip": gzip.decompress, "br": brotli.decompress}


async def send_body(body: bytes, encoding: str) -> tuple[list[Message], int]:
    """What is sent, and how often others had their turn meanwhile."""
    sent: list[Message] = []
    turns, is_over = 0, asyncio.Event()

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        await SlicedResponse(body, media_type="application/json")(scope, receive, send)

    async def receive() -> Message:
        return {"type": "http.request"}

    async def send(message: Message) -> None:
        sent.append(message)

    async def take_turns() -> None:
        nonlocal turns
        while not is_over.is_set():
            turns += 1
            await asyncio.sleep(0)

    async with asyncio.TaskGroup() as group:
        group.create_task(take_turns())
        headers = [(b"accept-encoding", encoding.encode())]
        scope = {"type": "http", "method": "POST", "path": "/graphql", "headers": headers}
        await Compression(answer)(scope, receive, send)
        is_over.set()
    return sent, turns


@pytest.mark.parametrize("encoding", READ)
@pytest.mark.parametrize("size", [0, 10, PIECE_BYTES, PIECE_BYTES + 1, 2 * PIECE_BYTES, 10 * PIECE_BYTES - 1])
async def test_the_pieces_are_the_body_and_others_have_their_turn_between_them(size: int, encoding: str) -> None:
    body = bytes(number % 251 for number in range(size))

    (start, *rest), turns = await send_body(body, encoding)

    joined = b"".join(message.get("body", b"") for message in rest)
    is_encoded = b"content-encoding" in dict(start["headers"])
    assert READ[encoding if is_encoded else "identity"](joined) == body
    assert [message.get("more_body", False) for message in rest] == [True] * (len(rest) - 1) + [False]
    assert is_encoded == (size > 10 and encoding != "identity")
    assert turns >= -(-size // PIECE_BYTES) if size > PIECE_BYTES else turns <= 2
    if not is_encoded:
        assert dict(start["headers"])[b"content-length"] == str(size).encode()
