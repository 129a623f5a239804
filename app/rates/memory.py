"""Moving windows in the memory of this process."""

from collections import OrderedDict, defaultdict, deque
from collections.abc import Callable

Seconds = Callable[[], float]
# The limit's name, and the key of the window.
Key = tuple[str, str]


class _Window:
    """What one caller has taken, oldest first, and the sum."""

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


class MemoryWindows:
    """Exact moving windows, which are cheap to count in and are dropped when they end.

    The `limits` library's own memory holds an entry for every point of a cost, and after each hit visits every key
    in a thread: 256 µs of CPU for one key, a millisecond for a thousand (limits 5.8). This one holds an entry for
    each hit, and drops the windows that nobody used for their length: memory is bounded by the hits of the
    longest window. `now` is in seconds from anywhere; it never goes back.
    """

    def __init__(self, now: Seconds) -> None:
        self._now = now
        # By length: so the window that was unused for longest comes first in each.
        self._windows: defaultdict[int, OrderedDict[Key, _Window]] = defaultdict(OrderedDict)

    def take(self, key: Key, limit: int, length: int, amount: int) -> bool:
        """Takes `amount` of `limit` in the last `length` seconds; False, with nothing taken, if that is too much."""
        now = self._now()
        windows = self._windows[length]
        _drop_ended(windows, now - length)
        window = windows.get(key) or _Window()
        window.forget_until(now - length)
        if window.total + amount > limit:
            return False
        window.add(now, amount)
        windows[key] = window
        windows.move_to_end(key)
        return True

    def seconds_until_room(self, key: Key, limit: int, length: int) -> float:
        """0 while there is room for one, else the seconds until the oldest hit leaves the window."""
        now = self._now()
        window = self._windows[length].get(key) or _Window()
        window.forget_until(now - length)
        return 0 if window.total < limit else window.taken[0][0] + length - now

    def count_keys(self) -> int:
        """How many windows are held."""
        return sum(map(len, self._windows.values()))


def _drop_ended(windows: OrderedDict[Key, _Window], end: float) -> None:
    while windows:
        key, window = next(iter(windows.items()))
        if window.taken and window.taken[-1][0] > end:
            return
        del windows[key]
