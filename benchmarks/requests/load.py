"""The load: a process of its own that asks over kept-alive connections and looks at every byte that comes back.

A burst is closed at both ends. Every connection asks again as soon as it was answered until the time is over, and what
is still under way is waited for and counted: a slow server loses nothing, and leaves no work behind for the next.
"""

import asyncio
import gc
import multiprocessing
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from typing import NamedTuple, cast

import httptools
import uvloop


class BadAnswer(Exception):
    """An answer was missing, or not the one that was checked before."""


class Burst(NamedTuple):
    """What to ask of which port; `answers` are the bodies that must come, one for each of `requests`."""

    port: int
    requests: list[bytes]
    answers: list[bytes]
    connections: int
    seconds: float


class Observed(NamedTuple):
    """How a burst went: seconds of each request, of all together, and of the generator's own CPU."""

    latencies: list[float]
    seconds: float
    generator_cpu: float

    @property
    def rate(self) -> float:
        """Requests a second."""
        return len(self.latencies) / self.seconds


class Generator:
    """The other end of the generator's process."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe

    def run(self, burst: Burst) -> Observed:
        """Waits until the burst is over; raises BadAnswer."""
        self._pipe.send(burst)
        try:
            observed = self._pipe.recv()
        except EOFError:
            raise BadAnswer("the load generator ended") from None
        if isinstance(observed, Observed):
            return observed
        raise BadAnswer(observed)


@contextmanager
def generating() -> Iterator[Generator]:
    """A generator that lives as long as the context."""
    spawn = multiprocessing.get_context("spawn")
    mine, its = spawn.Pipe()
    process = spawn.Process(target=_serve_bursts, args=(its,), daemon=True)
    process.start()
    # So the pipe ends when the process ends.
    its.close()
    try:
        yield Generator(mine)
    finally:
        process.terminate()
        process.join()


def _serve_bursts(pipe: Connection) -> None:
    # A collection in the middle would be told as the server's latency.
    gc.disable()
    while True:
        burst: Burst = pipe.recv()
        try:
            pipe.send(uvloop.run(_run(burst)))
        except (BadAnswer, OSError) as error:
            pipe.send(str(error) or type(error).__name__)
        gc.collect()


async def _run(burst: Burst) -> Observed:
    loop = asyncio.get_running_loop()
    clients = [_Client(burst, turn) for turn in range(burst.connections)]
    for client in clients:
        await loop.create_connection(lambda client=client: client, "127.0.0.1", burst.port)  # type: ignore[misc]
    started, cpu = time.perf_counter(), time.process_time()
    for client in clients:
        client.ask_until(started + burst.seconds)
    await asyncio.gather(*(client.done for client in clients))
    observed = Observed(
        [latency for client in clients for latency in client.latencies],
        time.perf_counter() - started,
        time.process_time() - cpu,
    )
    for client in clients:
        client.transport.close()
    return observed


class _Client(asyncio.Protocol):
    """One connection; the parser calls its `on_` methods."""

    transport: asyncio.Transport

    def __init__(self, burst: Burst, turn: int) -> None:
        self._burst = burst
        self._turn = turn
        self._parser = httptools.HttpResponseParser(self)
        self._body: list[bytes] = []
        self._until = self._asked_at = 0.0
        self.latencies: list[float] = []
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def ask_until(self, deadline: float) -> None:
        """Sends one request after the other."""
        self._until = deadline
        self._ask()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's transports are none of asyncio's classes.
        self.transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def connection_lost(self, _error: Exception | None) -> None:
        if not self.done.done():
            self.done.set_exception(BadAnswer("the connection was closed"))

    def on_body(self, body: bytes) -> None:
        self._body.append(body)

    def on_message_complete(self) -> None:
        now = time.perf_counter()
        self.latencies.append(now - self._asked_at)
        body = b"".join(self._body)
        self._body.clear()
        if body != self._burst.answers[self._turn]:
            self._refuse(body)
        elif now < self._until:
            self._turn = (self._turn + 1) % len(self._burst.requests)
            self._ask()
        else:
            self.done.set_result(None)

    def _ask(self) -> None:
        self._turn %= len(self._burst.requests)
        self._asked_at = time.perf_counter()
        self.transport.write(self._burst.requests[self._turn])

    def _refuse(self, body: bytes) -> None:
        status = self._parser.get_status_code()
        self.done.set_exception(BadAnswer(f"{status} {body[:200].decode(errors='replace')}"))
