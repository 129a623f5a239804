"""Moving windows in this process's memory, for the strategies of `limits`."""

from collections import OrderedDict, defaultdict, deque
from collections.abc import Callable

from limits.aio.storage import MemoryStorage

Seconds = Callable[[], float]


class _Window:
    """What one caller took, oldest first, and its sum."""

    __slots__ = ("taken", "total")

    def __init__(self) -> None:
        self.taken: deque[tuple[float, int]] = deque()
        self.total = 0

    def add(self, at: float, amount: int) -> None:
        self.taken.append((at, amount))
        self.total += amount

    def forget_until(self, end: float) -> None:
        while self.taken and self.taken[0][0] <= end:
            self.total -= self.taken.popleft()[1]


class MemoryWindows(MemoryStorage):
    """The library's storage with windows that are exact, cheap and forgotten when they end.

    The one that it overrides holds an entry for every point of a cost, and after each hit visits every key in
    a thread: 256 µs of CPU for one key, a millisecond for a thousand (limits 5.8). This one holds an entry for
    each hit, and drops the windows that nobody used for their length: memory is bounded by the hits of the
    longest window. `now` is in seconds from anywhere; it never goes back.
    """

    STORAGE_SCHEME = ["async+windows"]  # noqa: RUF012

    def __init__(self, now: Seconds) -> None:
        super().__init__()
        self._now = now
        # By length, so that the window unused for longest comes first in each.
        self._windows: defaultdict[int, OrderedDict[str, _Window]] = defaultdict(OrderedDict)

    async def acquire_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
        """Takes `amount` of `limit` in the `expiry` seconds that end now; False, with nothing taken, for too much."""
        now = self._now()
        windows = self._windows[expiry]
        _drop_ended(windows, now - expiry)
        window = windows.get(key) or _Window()
        window.forget_until(now - expiry)
        if window.total + amount > limit:
            return False
        window.add(now, amount)
        windows[key] = window
        windows.move_to_end(key)
        return True

    async def get_moving_window(self, key: str, limit: int, expiry: int) -> tuple[float, int]:
        """When the oldest hit of the window was, and the sum of all."""
        now = self._now()
        window = self._windows[expiry].get(key) or _Window()
        window.forget_until(now - expiry)
        return (window.taken[0][0], window.total) if window.taken else (now, 0)

    def count_keys(self) -> int:
        """How many windows are held."""
        return sum(map(len, self._windows.values()))


def _drop_ended(windows: OrderedDict[str, _Window], end: float) -> None:
    while windows:
        key, window = next(iter(windows.items()))
        if window.taken and window.taken[-1][0] > end:
            return
        del windows[key]
