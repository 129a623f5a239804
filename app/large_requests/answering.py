"""Answers large requests that come through a socket, several at once."""

import asyncio
import pickle
import traceback
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from typing import Any

from sqlmodel import SQLModel

from app.contexts import open_context
from app.large_requests.messages import HEADER, LargeAnswer, LargeRequest, LargeRequestFailed, pack_frame
from app.settings import Settings
from engine.executor import Executor
from engine.json_body import write_json
from resolvers.context import RequestContext
from storage.concurrency.lanes import TooBusy
from storage.database import Database
from storage.request_notes import begin_notes
from storage.statement_count import begin_statement_count
from storage.unavailable import DatabaseUnavailable

# Continues the trace that a request belongs to.
InTrace = Callable[[Mapping[str, str]], AbstractContextManager[None]]
RowsRead = list[tuple[type[SQLModel], tuple[str, ...]]]

_EXPECTED = (TooBusy, DatabaseUnavailable)


class Answering:
    """Reads requests and writes answers until the other end is closed."""

    def __init__(
        self,
        executor: Executor,
        database: Database,
        settings: Settings,
        in_trace: InTrace,
        streams: tuple[asyncio.StreamReader, asyncio.StreamWriter],
    ) -> None:
        self._executor = executor
        self._database = database
        self._settings = settings
        self._in_trace = in_trace
        self._reader, self._writer = streams
        self._tasks: dict[int, asyncio.Task[None]] = {}

    async def run(self) -> None:
        """Runs until the other end is closed, and then cancels what is not answered yet."""
        try:
            while True:
                number, length = HEADER.unpack(await self._reader.readexactly(HEADER.size))
                if length == 0:
                    self._give_up(number)
                else:
                    self._begin(number, await self._reader.readexactly(length))
        except (asyncio.IncompleteReadError, ConnectionError):
            for task in self._tasks.values():
                task.cancel()
            await asyncio.gather(*self._tasks.values(), return_exceptions=True)

    def _give_up(self, number: int) -> None:
        if number in self._tasks:
            self._tasks[number].cancel()

    def _begin(self, number: int, body: bytes) -> None:
        task = self._tasks[number] = asyncio.create_task(self._answer(number, pickle.loads(body)))  # noqa: S301 - ours
        task.add_done_callback(lambda _: self._end(number, task))

    def _end(self, number: int, task: asyncio.Task[None]) -> None:
        del self._tasks[number]
        if task.cancelled():
            # Confirms that nothing of it runs any more.
            self._writer.write(pack_frame(number))

    async def _answer(self, number: int, message: LargeRequest) -> None:
        answered: LargeAnswer | Exception
        try:
            with self._in_trace(message.trace):
                answered = await self._execute(message)
        except _EXPECTED as error:
            answered = error
        except Exception as error:
            answered = LargeRequestFailed("".join(traceback.format_exception(error)))
        self._writer.write(pack_frame(number, pickle.dumps(answered)))
        await self._writer.drain()

    async def _execute(self, message: LargeRequest) -> LargeAnswer:
        notes, statements, rows_read = begin_notes(**message.notes), begin_statement_count(), RowsRead()
        context = self._open_context(message, rows_read)
        await self._note_written(context.reads.write_scope, message.written)
        answer = await self._executor.run(message.request, context)
        body = dict(answer.body)
        data = write_json(body.pop("data")) if "data" in body else None
        return LargeAnswer(answer._replace(body=body), data, statements.total, notes, rows_read)

    async def _note_written(self, scope: str, position: int) -> None:
        # Noting a known position again would make every process remember it for longer.
        if position > await self._database.written_positions.find(scope):
            await self._database.written_positions.note(scope, position)

    def _open_context(self, message: LargeRequest, rows_read: RowsRead) -> RequestContext:
        def record_reads(model: type[SQLModel], ids: Any) -> None:
            rows_read.append((model, tuple(ids)))

        context = open_context(self._database, message.viewer, self._settings, lambda: message.now, record_reads)
        context.cost, context.cost_window = message.cost, message.cost_window
        return context
