"""One rendering process as the server sees it."""

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

PROJECT_ROOT = Path(__file__).parents[2]
# Rendering needs no setting, and a process that handles foreign text has no business with the server's keys.
NO_SECRETS: dict[str, str] = {}


class WorkerDied(Exception):
    """The process ended, or never came up."""


class Worker:
    """A process that renders one document at a time. Start it with `Worker.start()`."""

    def __init__(self, process: Process) -> None:
        self._process = process

    @classmethod
    async def start(cls) -> Self:
        """Start a process and return it when it has loaded its libraries, which takes about a second.

        Raises WorkerDied when it ends before.
        """
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
        """The process's id while it runs."""
        return self._process.pid if self._process.returncode is None else None

    async def render(self, document: bytes) -> bytes:
        """Return the PDF of a pickled InvoiceDocument.

        Raises RenderFailed when rendering fails and WorkerDied when the process ends. A caller that gives up
        waiting must stop the worker: its answer would be taken for the next document's.
        """
        kind, body = await self._exchange(pack_frame(Kind.DOCUMENT, document))
        if kind is Kind.ERROR:
            raise RenderFailed(body.decode())
        return body

    async def ended(self) -> None:
        """Wait for the end of the process, however it comes."""
        await self._process.wait()

    async def stop(self) -> None:
        """Kill the process, whatever it does, and wait for its end."""
        # Not Process.kill(): it may take the exit status of a process that has died already from asyncio.
        if self._process.returncode is None:
            with suppress(ProcessLookupError):
                os.kill(self._process.pid, signal.SIGKILL)
        assert self._process.stdin is not None  # noqa: S101 - PIPE was asked for
        self._process.stdin.close()
        await self._process.wait()

    async def _exchange(self, frame: bytes) -> tuple[Kind, bytes]:
        assert self._process.stdin is not None  # noqa: S101 - PIPE was asked for
        # It died while it had nothing to do: not every event loop says so by one of the errors below.
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
