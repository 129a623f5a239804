"""A large query whose client goes away before it is answered."""

import asyncio
import os
import signal
from typing import Any
from urllib.parse import urlencode

import orjson
import pytest
from starlette.types import Message, Scope

from app.settings import Settings
from models.access.viewer import Role
from tests.app.conftest import AddKey, LogLines
from tests.app.test_large_requests import LARGE, begin, serving

pytestmark = pytest.mark.one_database


def scope_of(method: str, headers: dict[str, str]) -> Scope:
    """Of a request for LARGE."""
    told = {"Host": "test", "Content-Type": "application/json"} | headers
    return {
        "type": "http",
        "method": method,
        "path": "/graphql",
        "query_string": urlencode({"query": LARGE}).encode() if method == "GET" else b"",
        "headers": [(name.lower().encode(), value.encode()) for name, value in told.items()],
    }


async def send(_: Message) -> None:
    """To nobody."""


@pytest.mark.parametrize(("method", "body"), [("POST", orjson.dumps({"query": LARGE})), ("GET", b"")])
async def test_it_ends_and_the_next_one_of_the_same_key_begins(
    settings: Settings, add_key: AddKey, log_lines: LogLines, method: str, body: bytes
) -> None:
    headers = {"Authorization": f"Bearer {(await add_key(role=Role.OPERATOR)).secret}"}
    is_gone = asyncio.Event()
    parts: list[Any] = [body]

    async def receive() -> Message:
        if parts:
            return {"type": "http.request", "body": parts.pop()}
        await is_gone.wait()
        return {"type": "http.disconnect"}

    async with serving(settings) as (client, large):
        pid = await begin(client, headers, large)
        os.kill(pid, signal.SIGSTOP)
        application = client._transport.app  # type: ignore[attr-defined]
        asked = asyncio.create_task(application(scope_of(method, headers), receive, send))
        await asyncio.sleep(0.2)
        is_gone.set()
        async with asyncio.timeout(5):
            await asked
        os.kill(pid, signal.SIGCONT)
        assert await begin(client, headers, large) == pid

    assert [line["status"] for line in log_lines() if line["event"] == "request"] == [200, 499, 200]
