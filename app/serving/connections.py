"""The connections of a process: how many there may be, and how long each may keep it waiting."""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from heapq import nsmallest
from typing import NamedTuple, Protocol

import structlog

from app.rates.admission import address_of
from app.rates.memory import Seconds
from app.serving.refusals import Reason

SWEEP_SECONDS = 1.0
# Looking for the ones that have waited longest visits all of them, so room is made for many newcomers at once.
ENDED_AT_ONCE = 32

HeadersFor = Callable[[str | None], Mapping[str, str]]

log = structlog.stdlib.get_logger(__name__)


class Bounds(NamedTuple):
    """What a connection may send, and for how many seconds it may do so; and how many of them there may be."""

    head_bytes: int
    head_seconds: float
    body_seconds: float
    idle_seconds: float
    connections: int
    connections_of_address: int
    is_proxy: Callable[[str], bool]


class Connection(Protocol):
    """What is known of a connection here; `deadline` is in the seconds of `Connections.now`."""

    deadline: float
    has_served: bool

    @property
    def is_waiting(self) -> bool:
        """Whether it does nothing but wait for its client to send a request."""

    def expire(self) -> None:
        """Its deadline has passed."""

    def abort(self) -> None:
        """Ends it at once."""


class Connections:
    """The connections of this process. `observe` hears of each that is ended or refused, and why.

    `headers_for` gives the headers by which a page of an origin, or of one that is not known, may read a refusal.
    """

    def __init__(
        self, bounds: Bounds, observe: Callable[[str], None], seconds: Seconds, headers_for: HeadersFor
    ) -> None:
        self.bounds = bounds
        self.headers_for = headers_for
        self._seconds = seconds
        # Read from the clock by each sweep: a deadline is precise enough to a second, and requests ask often.
        self.now = seconds()
        self._observe = observe
        self._open: dict[Connection, str | None] = {}
        self._of_address: Counter[str] = Counter()
        self._ended: Counter[str] = Counter()

    def __len__(self) -> int:
        return len(self._open)

    def admit(self, connection: Connection, host: str | None) -> Reason | None:
        """Takes the connection in, or says why not. Where there is no room, those that wait longest give way."""
        address = None if host is None or self.bounds.is_proxy(host) else address_of(host)
        if address is not None and self._of_address[address] >= self.bounds.connections_of_address:
            return self.note(Reason.TOO_MANY_OF_ADDRESS)
        if len(self._open) >= self.bounds.connections and not self._make_room():
            return self.note(Reason.TOO_MANY)
        self._open[connection] = address
        if address is not None:
            self._of_address[address] += 1
        return None

    def forget(self, connection: Connection) -> None:
        """The connection has ended."""
        address = self._open.pop(connection, None)
        if address is not None:
            self._of_address[address] -= 1
            if not self._of_address[address]:
                del self._of_address[address]

    def note(self, reason: Reason) -> Reason:
        """Counts a connection that is ended or refused, and gives the reason back."""
        self._ended[reason.value] += 1
        self._observe(reason)
        return reason

    def sweep(self) -> None:
        """Lets connections whose deadline has passed expire, and logs how many were ended since the last time."""
        self.now = self._seconds()
        # A deadline counts from the sweep before it was set: nobody has less time than was promised.
        latest = self.now - SWEEP_SECONDS
        for connection in [each for each in self._open if each.deadline <= latest]:
            connection.expire()
        if self._ended:
            log.info("connections ended", **self._ended)
            self._ended.clear()

    async def sweep_regularly(self) -> None:
        """Sweeps every SWEEP_SECONDS, without end."""
        while True:
            self.sweep()
            await asyncio.sleep(SWEEP_SECONDS)

    def _make_room(self) -> bool:
        waiting: Iterable[Connection] = (each for each in self._open if each.is_waiting)
        ended = nsmallest(ENDED_AT_ONCE, waiting, key=lambda each: (each.has_served, each.deadline))
        for connection in ended:
            self.note(Reason.NO_ROOM)
            self.forget(connection)
            connection.abort()
        return bool(ended)
