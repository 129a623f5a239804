"""How long and how hard a soak goes."""

from typing import NamedTuple

# A process has met every kind of request by then, and its caches are full.
WARM_UP_SECONDS = 120


class Parameters(NamedTuple):
    """`rate` is in requests a second for each of `keys`; `customers` is how many there are."""

    seconds: float = 600
    rate: float = 100
    keys: int = 1
    customers: int = 200

    @property
    def judges_memory(self) -> bool:
        """Whether it is long enough after warming up for memory to tell anything."""
        return self.seconds >= 3 * WARM_UP_SECONDS

    @property
    def lock_seconds(self) -> float:
        """How long another writer holds the database: longer than a write waits for it."""
        return min(8, self.seconds * 0.3)
