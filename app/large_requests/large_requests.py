"""Passes large requests to the process that answers them."""

import asyncio
import pickle
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager

import orjson
import structlog

from app.large_requests.messages import LargeAnswer, LargeRequest
from app.large_requests.process import LargeProcess, ProcessDied
from app.settings import Settings
from engine.answer import GraphQLAnswer
from engine.errors import UNAVAILABLE, BadRequest, error_body
from engine.request import GraphQLRequest
from resolvers.context import RequestContext
from storage.request_notes import note, noted
from storage.statement_count import count_statements

log = structlog.stdlib.get_logger(__name__)

# The headers that continue this task's trace in another process.
TellTrace = Callable[[], Mapping[str, str]]


class LargeRequests:
    """The process starts with the first large request, and again with the next one if it has died."""

    def __init__(self, settings: Settings, tell_trace: TellTrace = dict) -> None:
        self._settings = settings
        self._tell_trace = tell_trace
        self._starting: asyncio.Task[LargeProcess] | None = None

    async def answer(self, request: GraphQLRequest, context: RequestContext) -> GraphQLAnswer:
        """The engine's answer, when there is a place in the slow lane; raises TooBusy, BadRequest and any other error.

        If the process dies, the answer has code UNAVAILABLE. It is not tried again: it might kill the next process.
        """
        async with context.database.lanes.slow_place():
            asked = await self._write(request, context)
            try:
                process = await asyncio.shield(self._process())
                answered: LargeAnswer | Exception = pickle.loads(await process.answer(asked))  # noqa: S301 - our own
            except ProcessDied:
                log.warning("the process for large requests died")
                body = error_body("The request can't be answered for now.", UNAVAILABLE)
                return GraphQLAnswer(body, executed=True, unavailable=True)
        if isinstance(answered, Exception):
            raise answered
        return _taken(answered, context)

    async def close(self) -> None:
        """Ends the process."""
        if self._starting is not None:
            self._starting.cancel()
            await _stop(self._starting)

    def _process(self) -> asyncio.Task[LargeProcess]:
        if self._starting is None or _is_lost(self._starting):
            self._starting = asyncio.create_task(_start_after(self._starting, self._settings))
        return self._starting

    async def _write(self, request: GraphQLRequest, context: RequestContext) -> bytes:
        written = await context.database.written_positions.find(context.reads.write_scope)
        message = LargeRequest(
            request,
            context.viewer,
            context.now,
            context.cost,
            context.cost_window,
            dict(noted()),
            self._tell_trace(),
            written,
        )
        try:
            return pickle.dumps(message)
        except RecursionError:
            raise BadRequest("The variables are nested too deeply.") from None


@asynccontextmanager
async def closing_large_requests(large: LargeRequests) -> AsyncIterator[LargeRequests]:
    """Ends the process with the context."""
    try:
        yield large
    finally:
        await large.close()


def _is_lost(starting: asyncio.Task[LargeProcess]) -> bool:
    if not starting.done():
        return False
    return starting.cancelled() or starting.exception() is not None or not starting.result().answers


async def _start_after(lost: asyncio.Task[LargeProcess] | None, settings: Settings) -> LargeProcess:
    if lost is not None:
        await _stop(lost)
    try:
        return await LargeProcess.start(settings)
    except OSError as error:
        raise ProcessDied from error


async def _stop(starting: asyncio.Task[LargeProcess]) -> None:
    await asyncio.wait([starting])
    if not starting.cancelled() and starting.exception() is None:
        await starting.result().stop()


def _taken(answered: LargeAnswer, context: RequestContext) -> GraphQLAnswer:
    note(**answered.notes)
    count_statements(answered.statements)
    if context.record_reads is not None:
        for model, ids in answered.rows_read:
            context.record_reads(model, ids)
    answer, data = answered.answer, answered.data
    return answer if data is None else answer._replace(body={**answer.body, "data": orjson.Fragment(data)})
