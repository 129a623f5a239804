"""The viewers of keys that the database named a moment ago, so that it is not asked again for each request."""

from collections import OrderedDict
from hashlib import sha256

from models.access.viewer import Viewer
from models.values.instant import Instant

# In microseconds: for so long a key goes on after it was revoked, in each process that has just seen it.
KNOWN_FOR = 1_000_000
MOST_KEYS = 1_000


class KnownKeys:
    """Viewers by the header with their key, which is kept as a digest; the longest known ones are forgotten first."""

    def __init__(self) -> None:
        self._found: OrderedDict[bytes, tuple[Viewer, Instant]] = OrderedDict()

    def find(self, header: str, now: Instant) -> Viewer | None:
        """The viewer of a header that was kept within KNOWN_FOR before `now`."""
        found = self._found.get(_digest(header))
        # Not longer either where the clock was set back.
        return found[0] if found and 0 <= now - found[1] < KNOWN_FOR else None

    def keep(self, header: str, viewer: Viewer, now: Instant) -> None:
        """Remembers what the database said at `now`."""
        digest = _digest(header)
        self._found[digest] = viewer, now
        self._found.move_to_end(digest)
        if len(self._found) > MOST_KEYS:
            self._found.popitem(last=False)


def _digest(header: str) -> bytes:
    return sha256(header.encode()).digest()
