"""The process that answers large requests, as the serving process sees it."""

import asyncio
import math
import os
import pickle
import signal
import socket
import sys
import time
from asyncio.subprocess import DEVNULL, Process
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import Self

from app.large_requests.messages import HEADER, pack_frame
from app.settings import Settings, environment_with_modules

PROJECT_ROOT = Path(__file__).parents[2]
# Importing the schema takes a second on an idle machine. After this many seconds a start has failed.
START_LIMIT = 30.0
STOP_LIMIT = 2.0
# A cancelled request must have ended there after so many seconds. If not, the process hangs.
HUNG_SECONDS = 5.0
# A frame is read as a whole: a large answer has some megabytes.
BUFFER_BYTES = 2**24


class ProcessDied(Exception):
    """The process ended, or did not start in time."""


class LargeProcess:
    """A running process, which takes several requests at once; `start` starts it."""

    def __init__(self, process: Process, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._process = process
        self._reader = reader
        self._writer = writer
        self._numbers = count(1)
        self._waiting: dict[int, asyncio.Future[bytes]] = {}
        self._given_up: dict[int, float] = {}
        self._listening = asyncio.create_task(self._listen())

    @classmethod
    async def start(cls, settings: Settings) -> Self:
        """Starts one that reads what the settings name; raises ProcessDied."""
        ours, theirs = socket.socketpair()
        try:
            with theirs:
                process = await _spawn(theirs.fileno())
            reader, writer = await asyncio.open_connection(sock=ours, limit=BUFFER_BYTES)
        except BaseException:
            # The process ends with it, if there is one.
            ours.close()
            raise
        started = cls(process, reader, writer)
        try:
            async with asyncio.timeout(START_LIMIT):
                await started.answer(pickle.dumps(settings))
        except BaseException as error:
            await started.stop()
            if isinstance(error, TimeoutError):
                raise ProcessDied from error
            raise
        return started

    @property
    def pid(self) -> int:
        """The number of the process."""
        return self._process.pid

    @property
    def answers(self) -> bool:
        """Whether it runs, and does not hang."""
        oldest = min(self._given_up.values(), default=math.inf)
        return not self._listening.done() and time.monotonic() < oldest + HUNG_SECONDS

    async def answer(self, body: bytes) -> bytes:
        """What it answers; raises ProcessDied. A caller that is cancelled ends the work there."""
        if self._listening.done():
            raise ProcessDied
        number = next(self._numbers)
        answered: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        self._waiting[number] = answered
        self._writer.write(pack_frame(number, body))
        try:
            return await answered
        except asyncio.CancelledError:
            # Otherwise the answer came in the same moment, and nothing is left to be given up.
            if answered.cancelled():
                self._writer.write(pack_frame(number))
                self._given_up[number] = time.monotonic()
            raise
        finally:
            self._waiting.pop(number, None)

    async def stop(self) -> None:
        """Ends the process, and what it is working on."""
        # The process ends when its socket is closed.
        self._writer.close()
        self._listening.cancel()
        try:
            with suppress(TimeoutError):
                async with asyncio.timeout(STOP_LIMIT):
                    await self._process.wait()
        finally:
            # The caller may be cancelled, and the process may hang.
            if self._process.returncode is None:
                with suppress(ProcessLookupError):
                    os.kill(self.pid, signal.SIGKILL)
        await self._process.wait()

    async def _listen(self) -> None:
        try:
            while True:
                number, length = HEADER.unpack(await self._reader.readexactly(HEADER.size))
                body = await self._reader.readexactly(length)
                self._given_up.pop(number, None)
                if (answered := self._waiting.get(number)) is not None and not answered.done():
                    answered.set_result(body)
        except (asyncio.IncompleteReadError, ConnectionError):
            self._writer.close()
            for answered in self._waiting.values():
                if not answered.done():
                    answered.set_exception(ProcessDied())


async def _spawn(number: int) -> Process:
    # The settings come through the socket: arguments and the environment of a process may be read by others. The
    # current folder is not searched for modules: it may hold an `app` of its own.
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-P", "-m", "app.large_requests.process_main", str(number)),
        stdin=DEVNULL,
        pass_fds=(number,),
        env=environment_with_modules(PROJECT_ROOT),
    )
