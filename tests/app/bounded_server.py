"""A server of this process whose connections are bounded, and its clients, on real sockets."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from functools import partial
from typing import Any

import pytest
import uvicorn
from uvicorn.server import ServerState

from app.http.cors import headers_for
from app.serving.bounded_protocol import BoundedProtocol
from app.serving.connections import Bounds, Connections
from tests.app.timer import Timer

LIMIT = 4096
HEAD = b"GET / HTTP/1.1\r\nHost: test\r\n\r\n"
LARGE_ANSWER = 64 * 1024 * 1024


class Server:
    """A server of this process on a socket; its time passes when the test says so."""

    def __init__(self, timer: Timer) -> None:
        self.timer = timer
        self.ended: Counter[str] = Counter()
        self.asked: list[bytes] = []
        self.body = b""
        self.clients: list[Client] = []
        self.port = 0
        self.open(Bounds(LIMIT, 10, 30, 20, 1000, 200, is_proxy=lambda _: False))

    def open(self, bounds: Bounds, origins: tuple[str, ...] = ()) -> None:
        headers = partial(headers_for, origins=origins)
        self.connections = Connections(bounds, lambda reason: self.ended.update([reason]), self.timer, headers)

    def bind(self, origins: tuple[str, ...] = (), **bounds: Any) -> None:
        self.open(self.connections.bounds._replace(**bounds), origins)

    async def pass_seconds(self, seconds: float) -> None:
        # What the client sent has arrived by then.
        await asyncio.sleep(0.05)
        self.timer.now += seconds
        self.connections.sweep()

    async def app(self, scope: Any, receive: Any, send: Any) -> None:
        self.asked.append(scope["raw_path"])
        if scope["path"] == "/body":
            message = await receive()
            self.body = message.get("body", b"")
            while message.get("more_body"):
                message = await receive()
                self.body += message.get("body", b"")
            if message["type"] == "http.disconnect":
                self.asked.append(b"gone")
                return
        if scope["path"] == "/gone":
            while (await receive())["type"] != "http.disconnect":
                pass
            self.asked.append(b"gone")
        if scope["path"] == "/never":
            await asyncio.sleep(3600)
        body = b"x" * LARGE_ANSWER if scope["path"] == "/large" else b"done"
        headers = [(b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})


class Client:
    """One connection to it."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    async def send(self, data: bytes) -> None:
        self.writer.write(data)
        await asyncio.sleep(0.02)

    async def ask(self, data: bytes = HEAD) -> bytes:
        self.writer.write(data)
        return await self.reader.readuntil(b"done")

    async def read_to_end(self) -> bytes:
        async with asyncio.timeout(5):
            try:
                return await self.reader.read()
            except ConnectionError:
                return b""

    @property
    def is_open(self) -> bool:
        return not self.reader.at_eof() and self.reader.exception() is None


@pytest.fixture
async def server(timer: Timer) -> AsyncIterator[Server]:
    server = Server(timer)
    config = uvicorn.Config(
        server.app, http=BoundedProtocol, lifespan="off", interface="asgi3", log_config=None, access_log=False
    )
    config.load()
    state, loop = ServerState(), asyncio.get_running_loop()

    def make_protocol() -> BoundedProtocol:
        return BoundedProtocol(config, state, {"connections": server.connections})

    listening = await loop.create_server(make_protocol, "127.0.0.1", 0)
    server.port = listening.sockets[0].getsockname()[1]
    yield server
    listening.close()
    for client in server.clients:
        client.writer.transport.abort()
    for connection in list(state.connections):
        connection.transport.abort()
    for task in state.tasks:
        task.cancel()
    await asyncio.sleep(0.01)


async def connect(server: Server, sender: str = "127.0.0.1") -> Client:
    opened = await asyncio.open_connection("127.0.0.1", server.port, local_addr=(sender, 0), limit=2**24)
    await asyncio.sleep(0.01)
    server.clients.append(Client(*opened))
    return server.clients[-1]
