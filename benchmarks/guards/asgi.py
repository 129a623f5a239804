"""One HTTP request, given to an application as an ASGI server would."""

import asyncio
from collections.abc import Mapping
from typing import Any, NamedTuple

from starlette.types import ASGIApp, Message, Receive, Scope


class Answer(NamedTuple):
    """What an application sent."""

    status: int
    body: bytes


async def post_graphql(app: ASGIApp, state: Mapping[str, Any], key: str, body: bytes) -> Answer:
    """The answer to a body of JSON that came with a key and the headers that clients send."""
    return await call(app, state, key, "POST", "/graphql", body)


async def call(app: ASGIApp, state: Mapping[str, Any], key: str, method: str, target: str, body: bytes) -> Answer:
    """The answer to any request with those headers; `target` is a path, perhaps with a query."""
    path, _, query = target.partition("?")
    called = {"method": method, "path": path, "raw_path": path.encode(), "query_string": query.encode()}
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    await app({**make_scope(key, len(body)), **called, "state": dict(state)}, make_receive(body), send)
    return Answer(sent[0]["status"], b"".join(message.get("body", b"") for message in sent[1:]))


def make_scope(key: str, length: int) -> Scope:
    """A POST of so many bytes."""
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": "/graphql",
        "raw_path": b"/graphql",
        "query_string": b"",
        "root_path": "",
        "headers": [
            (b"host", b"127.0.0.1:8000"),
            (b"accept", b"application/graphql-response+json, application/json;q=0.9"),
            (b"user-agent", b"benchmark"),
            (b"authorization", f"Bearer {key}".encode()),
            (b"content-type", b"application/json"),
            (b"content-length", str(length).encode()),
        ],
        "client": ("127.0.0.1", 50000),
        "server": ("127.0.0.1", 8000),
    }


def make_receive(body: bytes) -> Receive:
    """Gives the body in one message, and then waits for a client that does not leave."""
    messages = iter([{"type": "http.request", "body": body, "more_body": False}])

    async def receive() -> Message:
        for message in messages:
            return message
        never: asyncio.Future[Message] = asyncio.get_running_loop().create_future()
        return await never

    return receive
