"""The real server as a process."""

import asyncio
import json
import signal
import socket
import sys
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import NamedTuple

import httpx

from benchmarks.memory import resident_bytes

ROOT = Path(__file__).parents[2]
PATIENCE_SECONDS = 60
# What uvicorn says when requests are still in flight at the end of CALMONY_STOP_TIME_LIMIT.
STOPPED_IN_FLIGHT = "timeout graceful shutdown exceeded"


class Memory(NamedTuple):
    """Resident bytes of the server, of all its PDF workers and of its process for large queries at a moment."""

    at: float
    server: int
    workers: int
    large: int


class Server:
    """`calmony serve` on a database; `errors` are the lines it logged about what nobody expected.

    `settings` are variables of its environment besides; `root` is where the code is that it starts with.
    """

    def __init__(
        self, database_url: str, settings: Mapping[str, str] = MappingProxyType({}), root: Path = ROOT
    ) -> None:
        self.root = root
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self.port = int(probe.getsockname()[1])
        self.url = f"http://127.0.0.1:{self.port}"
        self.errors: list[str] = []
        self.process: Process | None = None
        self._documents = TemporaryDirectory(prefix="calmony-bench-", ignore_cleanup_errors=True)
        self._environment = {
            "CALMONY_DATABASE_URL": database_url,
            "CALMONY_PDF_STORE": self._documents.name,
            "CALMONY_LOG_FORMAT": "json",
            **settings,
        }
        self._listening: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Returns when it is ready."""
        words = ("-m", "app", "serve", "--port", str(self.port))
        # A pipe, not a file: a full disk is to trouble the database alone.
        self.process = await asyncio.create_subprocess_exec(
            sys.executable, *words, cwd=self.root, env=self._environment, stderr=PIPE
        )
        self._listening = asyncio.create_task(self._listen(self.process))
        deadline = time.monotonic() + PATIENCE_SECONDS
        async with httpx.AsyncClient(base_url=self.url, timeout=5) as client:
            while not await _is_ready(client):
                if time.monotonic() > deadline or self.process.returncode is not None:
                    raise RuntimeError(f"the server does not come up: {self._tell_why()}")
                await asyncio.sleep(0.05)

    def _tell_why(self) -> str:
        ended = None if self.process is None else self.process.returncode
        state = "it is not ready" if ended is None else f"exit code {ended}"
        return "; ".join([state, *self.errors[-5:]])

    def set(self, settings: Mapping[str, str]) -> None:
        """Changes variables of its environment, from its next start on."""
        self._environment |= settings

    async def stop(self) -> int:
        """Sends SIGTERM; the exit code."""
        assert self.process is not None and self._listening is not None  # noqa: S101, PT018 - it was started
        if self.process.returncode is None:
            self.process.send_signal(signal.SIGTERM)
        code = await asyncio.wait_for(self.process.wait(), PATIENCE_SECONDS)
        await self._listening
        return code

    async def kill(self) -> None:
        """Kills it, and removes the PDFs that it stored."""
        if self.process is not None and self.process.returncode is None:
            self.process.kill()
            await self.process.wait()
        self._documents.cleanup()

    @property
    def pid(self) -> int:
        """The server's process."""
        assert self.process is not None  # noqa: S101 - it was started
        return self.process.pid

    def workers(self) -> list[int]:
        """The processes that make PDFs."""
        return self._children(b"pdf.workers.worker_main")

    def large(self) -> list[int]:
        """The process that answers large queries, once there was one."""
        return self._children(b"app.large_requests.process_main")

    def _children(self, module: bytes) -> list[int]:
        children: list[int] = []
        for path in Path(f"/proc/{self.pid}/task").glob("*/children"):
            children += map(int, path.read_text().split())
        return [pid for pid in children if module in Path(f"/proc/{pid}/cmdline").read_bytes()]

    def memory(self) -> Memory:
        """What is resident now; raises OSError while the server is down."""
        sizes = [sum(map(resident_bytes, pids)) for pids in ([self.pid], self.workers(), self.large())]
        return Memory(time.monotonic(), *sizes)

    async def _listen(self, process: Process) -> None:
        assert process.stderr is not None  # noqa: S101 - PIPE was asked for
        async for line in process.stderr:
            if not _is_expected(line):
                self.errors.append(_describe(line))


def _describe(line: bytes) -> str:
    """What was logged, and of a traceback the end, which says why."""
    try:
        told = json.loads(line)
        return f"{told['time']} {told['event']}: {told.get('exception', '')[-300:]}"
    except (ValueError, KeyError, TypeError):
        return line.decode().strip()


async def _is_ready(client: httpx.AsyncClient) -> bool:
    try:
        return (await client.get("/readyz")).status_code == 200
    except httpx.TransportError:
        return False


def _is_expected(line: bytes) -> bool:
    try:
        told = json.loads(line)
        return told["level"] in ("debug", "info", "warning") or STOPPED_IN_FLIGHT in told["event"]
    except (ValueError, KeyError, TypeError):
        # Any other line comes from a library or the interpreter.
        return False
