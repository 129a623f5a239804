"""Invoices rendered by processes of their own, so that none holds up the server."""

import asyncio
import pickle
from contextlib import suppress

from pdf.content.invoice_content import InvoiceDocument
from pdf.workers.errors import RenderBusy, RenderFailed, RenderTimeout
from pdf.workers.worker import Worker, WorkerDied

# Importing the libraries takes a second on an idle machine; one that takes this long will not come up.
START_LIMIT = 30.0


class RenderPool:
    """`workers` processes that render invoices; at most `max_waiting` more wait for one of them.

    `time_limit` is what one render may take in seconds, waiting for a process not counted. A process that
    exceeds it is killed; one that dies is replaced at once, and its document tried once more.
    """

    def __init__(self, workers: int = 2, time_limit: float = 15.0, max_waiting: int = 100) -> None:
        self._time_limit = time_limit
        self._max_waiting = max_waiting
        self._workers: dict[int, asyncio.Task[Worker]] = {}
        self._idle = list(range(workers))
        self._freed = asyncio.Semaphore(workers)
        self._waiting = 0
        self._jobs: set[asyncio.Task[bytes]] = set()
        self._watches: set[asyncio.Task[None]] = set()
        self._closed = False

    @property
    def pids(self) -> list[int]:
        """The ids of the processes that are up."""
        up = (task.result().pid for task in self._workers.values() if _is_up(task))
        return [pid for pid in up if pid is not None]

    @property
    def waiting(self) -> int:
        """How many documents wait for a process."""
        return self._waiting

    async def start(self) -> None:
        """Begin to start every process and return at once; a render needs only its own to be up."""
        for place in self._idle:
            self._prepare(place)

    async def render(self, document: InvoiceDocument) -> bytes:
        """Return the invoice as PDF.

        Raises RenderBusy, RenderTimeout or RenderFailed. A caller that is cancelled leaves no trace: its
        document is taken out of the queue, or rendered to the end and thrown away.
        """
        pickled = pickle.dumps(document)
        place = await self._take_place()
        job = asyncio.create_task(self._run(place, pickled))
        self._jobs.add(job)
        job.add_done_callback(self._forget)
        return await asyncio.shield(job)

    async def close(self) -> None:
        """End all processes; documents being rendered fail."""
        self._closed = True
        workers = list(self._workers.values())
        self._workers.clear()
        await asyncio.gather(*map(_stop, workers))
        await asyncio.gather(*self._jobs, *self._watches, return_exceptions=True)

    async def _take_place(self) -> int:
        if self._freed.locked() and self._waiting >= self._max_waiting:
            raise RenderBusy(self._waiting)
        self._waiting += 1
        try:
            await self._freed.acquire()
        finally:
            self._waiting -= 1
        ready = (place for place in self._idle if place in self._workers and _is_up(self._workers[place]))
        place = next(ready, self._idle[0])
        self._idle.remove(place)
        return place

    async def _run(self, place: int, document: bytes) -> bytes:
        try:
            return await self._render_or_replace(place, document)
        except WorkerDied:
            return await self._retry(place, document)
        finally:
            self._idle.insert(0, place)
            self._freed.release()

    async def _retry(self, place: int, document: bytes) -> bytes:
        try:
            return await self._render_or_replace(place, document)
        except WorkerDied:
            raise RenderFailed("the rendering process died twice") from None

    async def _render_or_replace(self, place: int, document: bytes) -> bytes:
        starting = self._prepare(place)
        try:
            worker = await starting
            return await asyncio.wait_for(worker.render(document), self._time_limit)
        except TimeoutError:
            await self._replace(place)
            raise RenderTimeout(self._time_limit) from None
        except WorkerDied:
            await self._replace(place)
            raise

    async def _replace(self, place: int) -> None:
        task = self._workers.pop(place, None)
        if task is not None:
            await _stop(task)
        if not self._closed:
            self._prepare(place)

    def _prepare(self, place: int) -> asyncio.Task[Worker]:
        if self._closed:
            raise RenderFailed("the pool is closed")
        if place not in self._workers:
            starting = self._workers[place] = asyncio.create_task(_start())
            starting.add_done_callback(lambda _: self._begin_watch(place, starting))
        return self._workers[place]

    def _begin_watch(self, place: int, starting: asyncio.Task[Worker]) -> None:
        if _is_up(starting):
            watch = asyncio.create_task(self._watch(place, starting))
            self._watches.add(watch)
            watch.add_done_callback(self._watches.discard)

    async def _watch(self, place: int, starting: asyncio.Task[Worker]) -> None:
        """Replaces a process that dies while it has nothing to do; at work, its document's own task does."""
        await starting.result().ended()
        if place in self._idle and self._workers.get(place) is starting:
            await self._replace(place)

    def _forget(self, job: asyncio.Task[bytes]) -> None:
        self._jobs.discard(job)
        # A cancelled caller does not ask for the outcome, and asyncio would complain that nobody did.
        if not job.cancelled():
            job.exception()


async def _start() -> Worker:
    try:
        return await asyncio.wait_for(Worker.start(), START_LIMIT)
    except (OSError, asyncio.CancelledError) as error:
        # OSError: no process to be had, or TimeoutError. Cancelled: by _stop, and a render may wait for this.
        raise WorkerDied from error


async def _stop(task: asyncio.Task[Worker]) -> None:
    task.cancel()
    with suppress(WorkerDied):
        await (await task).stop()


def _is_up(task: asyncio.Task[Worker]) -> bool:
    return task.done() and not task.cancelled() and task.exception() is None
