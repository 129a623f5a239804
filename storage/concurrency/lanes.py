"""Two lanes of reads: slow ones never hold up quick ones; few slow ones run at a time, and one of each caller."""

import asyncio
import time
from collections import Counter, OrderedDict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from contextvars import ContextVar

from storage.request_notes import note, noted

# Reads of a page take a millisecond. Beyond this one starts again in the slow lane.
QUICK_SECONDS = 0.1
# Two places: more would only share the processors. One for each caller, so that nobody takes all.
PLACES = 2
PLACES_OF_ONE = 1
# A request that waits for longer, or finds more waiting, is refused.
WAIT_SECONDS = 5.0
MAX_WAITING = 100
# For so long a caller's statement that was slow starts in the slow lane.
REMEMBERED_SECONDS = 30.0
MAX_REMEMBERED = 1_000

Caller = str | None


class _Place:
    """A place in the slow lane, shared with the tasks that its holder starts: they may outlive it."""

    def __init__(self) -> None:
        self.is_held = True


_PLACE: ContextVar[_Place | None] = ContextVar("slow_place", default=None)


class TooBusy(Exception):
    """Too many slow reads run or wait for one more to begin in time."""

    def __init__(self, message: str = "Too many slow requests are being answered.") -> None:
        super().__init__(message)


class Lanes:
    """Knows which reads are slow, and lets them begin one after the other; no read takes longer than `seconds`."""

    def __init__(self, seconds: float | None = None) -> None:
        self.seconds = seconds
        self._free = PLACES
        self._running: Counter[Caller] = Counter()
        self._waiting: list[tuple[Caller, asyncio.Future[None]]] = []
        self._slow: OrderedDict[tuple[Caller, str], float] = OrderedDict()

    def is_slow(self, sql: str) -> bool:
        """Whether the caller's statement belongs in the slow lane: the caller holds a place, or it was slow lately."""
        if self._free == PLACES and not self._slow:
            return False
        if _holds_place():
            return True
        return bool(self._slow) and self._slow.get((_caller(), sql), 0.0) > time.monotonic()

    def note_slow(self, sql: str) -> None:
        """Remembers that the statement was too slow for the quick lane."""
        self._slow[_caller(), sql] = time.monotonic() + REMEMBERED_SECONDS
        self._slow.move_to_end((_caller(), sql))
        if len(self._slow) > MAX_REMEMBERED:
            self._slow.popitem(last=False)

    @asynccontextmanager
    async def slow_place(self) -> AsyncIterator[None]:
        """A place in the slow lane for all reads within; one that is held already is used. Raises TooBusy."""
        if _holds_place():
            yield
            return
        caller = _caller()
        await self._take(caller)
        note(lane="slow")
        _PLACE.set(place := _Place())
        try:
            yield
        finally:
            place.is_held = False
            self._leave(caller)

    async def _take(self, caller: Caller) -> None:
        if self._may_begin(caller):
            self._begin(caller)
            return
        if len(self._waiting) >= MAX_WAITING:
            raise TooBusy
        turn = asyncio.get_running_loop().create_future()
        self._waiting.append((caller, turn))
        try:
            async with asyncio.timeout(WAIT_SECONDS):
                await turn
        except BaseException as error:
            self._give_up(caller, turn)
            if isinstance(error, TimeoutError):
                raise TooBusy from error
            raise

    def _give_up(self, caller: Caller, turn: asyncio.Future[None]) -> None:
        if turn.done() and not turn.cancelled():
            # Its turn had come in the same moment.
            self._leave(caller)
        else:
            self._waiting.remove((caller, turn))

    def _may_begin(self, caller: Caller) -> bool:
        return self._free > 0 and (caller is None or self._running[caller] < PLACES_OF_ONE)

    def _begin(self, caller: Caller) -> None:
        self._free -= 1
        self._running[caller] += 1

    def _leave(self, caller: Caller) -> None:
        self._free += 1
        self._running[caller] -= 1
        if not self._running[caller]:
            del self._running[caller]
        self._call_next()

    def _call_next(self) -> None:
        for number, (caller, turn) in enumerate(self._waiting):
            if not turn.done() and self._may_begin(caller):
                del self._waiting[number]
                self._begin(caller)
                turn.set_result(None)
                return


def _holds_place() -> bool:
    place = _PLACE.get()
    return place is not None and place.is_held


def _caller() -> Caller:
    notes = noted()
    return notes.get("key_id") or notes.get("operator_id")
