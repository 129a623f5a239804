"""What strangers throw at a real process, before they have shown any key."""

import re
import socket
from contextlib import ExitStack, suppress
from pathlib import Path

import httpx
import pytest

from tests.app.test_serving import Served, Start, key, start

__all__ = ["key", "start"]

pytestmark = pytest.mark.one_database

MEBIBYTE = 1024 * 1024
CONNECTIONS = 60


@pytest.fixture
def served(key: str, start: Start, monkeypatch: pytest.MonkeyPatch) -> Served:
    monkeypatch.setenv("CALMONY_MAX_CONNECTIONS", str(CONNECTIONS))
    monkeypatch.setenv("CALMONY_HEAD_TIME_LIMIT", "1")
    served = start("serve")
    served.wait_until_ready()
    return served


def connect(served: Served, sender: str = "127.0.0.1") -> socket.socket:
    return socket.create_connection(("127.0.0.1", served.port), timeout=20, source_address=(sender, 0))


def flood(served: Served, start: bytes, part: bytes, parts: int) -> bytes:
    """What the process says to a start and many parts, until it no longer listens."""
    with connect(served) as connection:
        with suppress(OSError):
            connection.sendall(start)
            for _ in range(parts):
                connection.sendall(part)
        with suppress(OSError):
            return connection.recv(65_536)
    return b""


def resident_mebibytes(served: Served) -> float:
    status = Path(f"/proc/{served.process.pid}/status").read_text()
    return int(re.findall(r"VmHWM:\s+(\d+) kB", status)[0]) * 1024 / MEBIBYTE


def test_a_flood_of_bytes_takes_no_memory_and_is_told_to_stop(served: Served) -> None:
    before = resident_mebibytes(served)

    headers = flood(served, b"GET / HTTP/1.1\r\n", b"a: b\r\n" * 100_000, 50)
    url = flood(served, b"GET /", b"x" * MEBIBYTE, 30)
    trailers = flood(
        served,
        b"POST /dashboard/sign-in HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n",
        b"a: b\r\n" * 100_000,
        50,
    )
    flood(served, b"", b"GET / HTTP/1.1\r\n\r\n" * 50_000, 20)

    # The sign-in refuses the form before it reads its body.
    assert [answer[:12] for answer in (headers, url, trailers)] == [b"HTTP/1.1 431", b"HTTP/1.1 414", b"HTTP/1.1 403"]
    assert resident_mebibytes(served) - before < 30


def test_connections_that_say_nothing_keep_nobody_out_and_end_by_themselves(served: Served, key: str) -> None:
    with ExitStack() as stack:
        silent = [stack.enter_context(connect(served, f"127.0.1.{number}")) for number in range(4 * CONNECTIONS)]
        silent[-1].sendall(b"POST /graphql HTTP/1.1\r\nHost: te")
        answers = [served.post(key).status_code for _ in range(5)]
        last = silent[-1].recv(65_536)
        ended = [connection.recv(1) for connection in silent]

    told = httpx.get(f"{served.url}/metrics").text
    assert answers == [200] * 5
    assert last.startswith(b"HTTP/1.1 408 ")
    assert ended == [b""] * len(silent)
    counted = dict(re.findall(r'calmony_connections_ended_total\{reason="(\w+)"\} (\d+)', told))
    assert int(counted["no_room"]) >= 3 * CONNECTIONS
    assert int(counted["silent"]) >= 1
    assert int(counted["slow_head"]) == 1
