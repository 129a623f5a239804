"""Moving windows in the memory of this process."""

from collections import OrderedDict, defaultdict, deque
from collections.abc import Callable

from app.rates.limit import Limit, Taking
from resolvers.rate_window import RateWindow

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

    def tell(self, limit: Limit, end: float) -> RateWindow:
        name, length, _, share = limit
        taken = self.taken
        if not taken:
            return RateWindow(name, share, length, share, 0, 0)
        return RateWindow(name, share, length, share - self.total, taken[0][0] - end, taken[-1][0] - end)


class MemoryWindows:
    """Exact moving windows, which are cheap to count in and are dropped when they end.

    There is an entry for each hit, whatever it takes, and windows that nobody used for their length are dropped:
    memory is bounded by the hits of the longest window. `now` is in seconds from anywhere; it never goes back.
    """

    def __init__(self, now: Seconds) -> None:
        self._now = now
        # By length: so the window that was unused for longest comes first in each.
        self._windows: defaultdict[int, OrderedDict[Key, _Window]] = defaultdict(OrderedDict)

    def take(self, limit: Limit, key: str, amount: int) -> Taking:
        """Takes `amount` of this process's share. More than the share needs an empty window, and takes all of it."""
        name, length, _, share = limit
        now = self._now()
        end, windows, whose = now - length, self._windows[length], (name, key)
        _drop_ended(windows, end)
        window = windows.get(whose) or _Window()
        window.forget_until(end)
        amount = min(amount, share)
        if had_room := window.total + amount <= share:
            window.add(now, amount)
            windows[whose] = window
            windows.move_to_end(whose)
        return had_room, window.tell(limit, end)

    def look(self, limit: Limit, key: str) -> RateWindow:
        """Where the caller stands."""
        end = self._now() - limit.length
        window = self._windows[limit.length].get((limit.name, key)) or _Window()
        window.forget_until(end)
        return window.tell(limit, end)


def _drop_ended(windows: OrderedDict[Key, _Window], end: float) -> None:
    while windows:
        key, window = next(iter(windows.items()))
        if window.taken and window.taken[-1][0] > end:
            return
        del windows[key]
