"""Whose turn it is in upkeep: what failed has the next one after a pause, which grows with each failure."""

from collections.abc import Awaitable, Hashable, Iterable
from typing import Any, Generic, TypeVar

from app.upkeep.failures import UNCOUNTED, Failures
from models.values.instant import Instant
from models.values.pauses import pause_after
from storage.unavailable import is_transient

Key = TypeVar("Key", bound=Hashable)
Result = TypeVar("Result")

# Of more failures than that, the oldest are tried again at once.
MOST_PAUSED = 1_000


class Turns(Generic[Key]):
    """Of one kind of work, in this process; `failure` says in words what is left undone by a failure."""

    def __init__(self, failure: str, failures: Failures = UNCOUNTED) -> None:
        self.failure = failure
        self._failures = failures
        self._paused: dict[Key, tuple[int, Instant]] = {}

    def __len__(self) -> int:
        """How many pause, or have paused and not succeeded since: read so many more than there are turns."""
        return len(self._paused)

    def has_turn(self, key: Key, now: Instant) -> bool:
        """Whether it does not pause."""
        return key not in self._paused or self._paused[key][1] <= now

    async def take(self, key: Key, work: Awaitable[Result], now: Instant, **whose: Any) -> Result | None:
        """What the work gives; None where it failed, which is noted. Raises what is due to the database's state."""
        try:
            result = await work
        except Exception as error:
            # A file that can't be removed is one paper's.
            if is_transient(error) and not isinstance(error, OSError):
                raise
            self.note_failed(key, error, now, **whose)
            return None
        self.note_done([key])
        return result

    def note_done(self, keys: Iterable[Key]) -> None:
        """Forgets their failures."""
        for key in keys:
            self._paused.pop(key, None)

    def note_failed(self, key: Key, error: Exception, now: Instant, **whose: Any) -> None:
        """Logs and counts the failure; `whose` are ids."""
        failures = self._paused.pop(key, (0, now))[0] + 1
        self._paused[key] = failures, Instant(now + pause_after(failures))
        if len(self._paused) > MOST_PAUSED:
            del self._paused[next(iter(self._paused))]
        self._failures.tell(self.failure, error, **whose)
