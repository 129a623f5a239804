"""A pool of processes that render invoices, so that rendering does not block the server."""

import asyncio
import pickle
from contextlib import suppress

from pdf.content.invoice_content import InvoiceContent
from pdf.workers.errors import RenderBusy, RenderFailed, RenderTimeout, RenderUnavailable
from pdf.workers.rendered_pdf import RenderedPdf
from pdf.workers.worker import Worker, WorkerDied, WorkerNotStarted

# Importing the libraries takes a second on an idle machine. After this many seconds a start has failed.
START_LIMIT = 30.0


class RenderPool:
    """`workers` processes that render invoices. At most `max_waiting` more invoices wait for one.

    A render may take `time_limit` seconds, without the time it waits for a process. A process that exceeds the
    limit is killed. One that dies is replaced at once, and its invoice is tried once more.
    """

    def __init__(self, workers: int = 2, time_limit: float = 15.0, max_waiting: int = 100) -> None:
        self._time_limit = time_limit
        self._max_waiting = max_waiting
        self._workers: dict[int, asyncio.Task[Worker]] = {}
        self._idle = list(range(workers))
        self._freed = asyncio.Semaphore(workers)
        self._waiting = 0
        self._jobs: set[asyncio.Task[RenderedPdf]] = set()
        self._watches: set[asyncio.Task[None]] = set()
        self._closed = False

    @property
    def pids(self) -> list[int]:
        """The process ids of the running workers."""
        up = (task.result().pid for task in self._workers.values() if _is_up(task))
        return [pid for pid in up if pid is not None]

    @property
    def waiting(self) -> int:
        """The number of invoices that wait for a process."""
        return self._waiting

    async def start(self) -> None:
        """Starts all processes without waiting for them; a render waits only for its own."""
        for slot in self._idle:
            self._prepare(slot)

    async def render(self, content: InvoiceContent) -> RenderedPdf:
        """The invoice as PDF; raises RenderBusy, RenderTimeout, RenderUnavailable or RenderFailed.

        If the caller is cancelled, a waiting invoice leaves the queue; one being rendered is finished and dropped.
        """
        pickled = pickle.dumps(content)
        slot = await self._take_slot()
        job = asyncio.create_task(self._run(slot, pickled))
        self._jobs.add(job)
        job.add_done_callback(self._forget)
        return await asyncio.shield(job)

    async def close(self) -> None:
        """Ends all processes; renders in progress fail."""
        self._closed = True
        workers = list(self._workers.values())
        self._workers.clear()
        await asyncio.gather(*map(_stop, workers))
        await asyncio.gather(*self._jobs, *self._watches, return_exceptions=True)

    async def _take_slot(self) -> int:
        if self._freed.locked() and self._waiting >= self._max_waiting:
            raise RenderBusy(self._waiting)
        self._waiting += 1
        try:
            await self._freed.acquire()
        finally:
            self._waiting -= 1
        ready = (slot for slot in self._idle if slot in self._workers and _is_up(self._workers[slot]))
        slot = next(ready, self._idle[0])
        self._idle.remove(slot)
        return slot

    async def _run(self, slot: int, content: bytes) -> RenderedPdf:
        try:
            return await self._render_or_replace(slot, content)
        except WorkerDied:
            return await self._retry(slot, content)
        finally:
            self._idle.insert(0, slot)
            self._freed.release()

    async def _retry(self, slot: int, content: bytes) -> RenderedPdf:
        try:
            return await self._render_or_replace(slot, content)
        except WorkerNotStarted:
            raise RenderUnavailable("no rendering process came up") from None
        except WorkerDied:
            raise RenderFailed("the rendering process died twice") from None

    async def _render_or_replace(self, slot: int, content: bytes) -> RenderedPdf:
        starting = self._prepare(slot)
        try:
            worker = await starting
            return await asyncio.wait_for(worker.render(content), self._time_limit)
        except TimeoutError:
            await self._replace(slot)
            raise RenderTimeout(self._time_limit) from None
        except WorkerDied:
            await self._replace(slot)
            raise

    async def _replace(self, slot: int) -> None:
        task = self._workers.pop(slot, None)
        if task is not None:
            await _stop(task)
        if not self._closed:
            self._prepare(slot)

    def _prepare(self, slot: int) -> asyncio.Task[Worker]:
        if self._closed:
            raise RenderUnavailable("the pool is closed")
        if slot not in self._workers or _has_failed(self._workers[slot]):
            starting = self._workers[slot] = asyncio.create_task(_start())
            starting.add_done_callback(lambda _: self._begin_watch(slot, starting))
        return self._workers[slot]

    def _begin_watch(self, slot: int, starting: asyncio.Task[Worker]) -> None:
        if _is_up(starting):
            watch = asyncio.create_task(self._watch(slot, starting))
            self._watches.add(watch)
            watch.add_done_callback(self._watches.discard)

    async def _watch(self, slot: int, starting: asyncio.Task[Worker]) -> None:
        """Replaces a process that dies while it is idle. If it dies during a render, that task replaces it."""
        await starting.result().ended()
        if slot in self._idle and self._workers.get(slot) is starting:
            await self._replace(slot)

    def _forget(self, job: asyncio.Task[RenderedPdf]) -> None:
        self._jobs.discard(job)
        # After a cancelled caller nobody reads the result, and asyncio would warn about an unread exception.
        if not job.cancelled():
            job.exception()


async def _start() -> Worker:
    try:
        return await asyncio.wait_for(Worker.start(), START_LIMIT)
    except (OSError, asyncio.CancelledError) as error:
        # OSError: the process could not start, or TimeoutError. Cancelled: by _stop, while a render may wait for it.
        raise WorkerNotStarted from error


async def _stop(task: asyncio.Task[Worker]) -> None:
    task.cancel()
    with suppress(WorkerDied):
        await (await task).stop()


def _has_failed(task: asyncio.Task[Worker]) -> bool:
    return task.done() and not _is_up(task)


def _is_up(task: asyncio.Task[Worker]) -> bool:
    return task.done() and not task.cancelled() and task.exception() is None
