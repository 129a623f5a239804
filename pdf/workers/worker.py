"""A worker process, as the server controls it."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from contextlib import suppress
from pathlib import Path
from typing import Self

from pdf.workers.errors import RenderFailed
from pdf.workers.frame import HEADER, Kind, pack_frame
from pdf.workers.rendered_pdf import RenderedPdf

PROJECT_ROOT = Path(__file__).parents[2]
# Rendering needs no settings, and a process that handles untrusted text must not see the server's secrets.
NO_SECRETS: dict[str, str] = {}


class WorkerDied(Exception):
    """The process ended."""


class WorkerNotStarted(WorkerDied):
    """The process did not start, or not in time."""


class Worker:
    """A process that renders one invoice at a time; `Worker.start()` starts it."""

    def __init__(self, process: Process) -> None:
        self._process = process

    @classmethod
    async def start(cls) -> Self:
        """Starts a process and waits until it has loaded its libraries, about a second; raises WorkerDied."""
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "pdf.workers.worker_main", stdin=PIPE, stdout=PIPE, cwd=PROJECT_ROOT, env=NO_SECRETS
        )
        worker = cls(process)
        try:
            await worker._receive()
        except BaseException:
            await worker.stop()
            raise
        return worker

    @property
    def pid(self) -> int | None:
        """The process id while it runs."""
        return self._process.pid if self._process.returncode is None else None

    async def render(self, content: bytes) -> RenderedPdf:
        """The PDF of a pickled InvoiceContent; raises RenderFailed, or WorkerDied if the process ends.

        A caller that stops waiting must stop the worker, or the next invoice would get this answer.
        """
        kind, body = await self._exchange(pack_frame(Kind.CONTENT, content))
        if kind is Kind.ERROR:
            raise RenderFailed(body.decode())
        return RenderedPdf.unpack(body)

    async def ended(self) -> None:
        """Waits until the process ends."""
        await self._process.wait()

    async def stop(self) -> None:
        """Kills the process and waits for its end."""
        # Not Process.kill(): it could collect the exit status of a dead process before asyncio does.
        if self._process.returncode is None:
            with suppress(ProcessLookupError):
                os.kill(self._process.pid, signal.SIGKILL)
        assert self._process.stdin is not None  # noqa: S101 - PIPE was asked for
        self._process.stdin.close()
        await self._process.wait()

    async def _exchange(self, frame: bytes) -> tuple[Kind, bytes]:
        assert self._process.stdin is not None  # noqa: S101 - PIPE was asked for
        # If it died while idle, not every event loop raises one of the errors below.
        if self._process.stdin.is_closing():
            raise WorkerDied
        try:
            self._process.stdin.write(frame)
            await self._process.stdin.drain()
        except (BrokenPipeError, ConnectionResetError) as error:
            raise WorkerDied from error
        return await self._receive()

    async def _receive(self) -> tuple[Kind, bytes]:
        assert self._process.stdout is not None  # noqa: S101 - PIPE was asked for
        try:
            kind, length = HEADER.unpack(await self._process.stdout.readexactly(HEADER.size))
            return Kind(kind), await self._process.stdout.readexactly(length)
        except (asyncio.IncompleteReadError, ConnectionResetError) as error:
            raise WorkerDied from error
