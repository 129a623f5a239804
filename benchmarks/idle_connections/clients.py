"""A process that opens connections from many addresses of this machine: most send nothing, some a byte a second.

    python -m benchmarks.idle_connections.clients PORT SILENT SLOW

Prints, as one object of JSON, how many were opened, how many the server closed, and how many it would not take.
"""

import asyncio
import json
import resource
import sys
from ipaddress import IPv4Address
from typing import NamedTuple

FIRST_ADDRESS = IPv4Address("127.1.0.1")
# Below what a server takes of one address.
OF_ONE_ADDRESS = 100
OPENED_AT_ONCE, PAUSE_SECONDS = 50, 0.05
# By then all are closed: a head may take ten seconds.
PATIENCE_SECONDS = 30.0
HEAD = b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: " + b"x" * 1000


class Outcome(NamedTuple):
    """What became of the connections."""

    opened: int
    refused: int
    closed: int


async def hold_connections(port: int, silent: int, slow: int) -> Outcome:
    """Opens all of them in turn, and waits until the server has closed them or patience ends."""
    waiting: set[asyncio.Task[None]] = set()
    refused = 0
    for number in range(silent + slow):
        address = str(FIRST_ADDRESS + number // OF_ONE_ADDRESS)
        try:
            opened = await asyncio.open_connection("127.0.0.1", port, local_addr=(address, 0))
        except OSError:
            refused += 1
            continue
        waiting.add(asyncio.create_task(_stay(*opened, speaks=number % (silent + slow) < slow)))
        if number % OPENED_AT_ONCE == 0:
            await asyncio.sleep(PAUSE_SECONDS)
    closed, _ = await asyncio.wait(waiting, timeout=PATIENCE_SECONDS)
    return Outcome(len(waiting), refused, len(closed))


async def _stay(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, speaks: bool) -> None:
    speaking = asyncio.create_task(_speak(writer)) if speaks else None
    try:
        while await reader.read(4096):
            pass
    except ConnectionError:
        pass
    finally:
        if speaking is not None:
            speaking.cancel()
        writer.transport.abort()


async def _speak(writer: asyncio.StreamWriter) -> None:
    for byte in HEAD:
        writer.write(bytes([byte]))
        await asyncio.sleep(1)


if __name__ == "__main__":
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    print(json.dumps(asyncio.run(hold_connections(*map(int, sys.argv[1:])))._asdict()))  # noqa: T201
