"""What can be read for many keys in one statement."""

from typing import Protocol, TypeVar

from models.values.instant import Instant
from resolvers.reads import Reads

Value = TypeVar("Value")
# The names of the columns that rows are read with, in their order.
Columns = tuple[str, ...]


class Batch(Protocol[Value]):
    """One value for each key. Equal batches share what was read, so a batch must be hashable."""

    async def load(self, reads: Reads, now: Instant, keys: list[str]) -> list[Value]:
        """One value a key, in the order of the keys."""

    def __hash__(self) -> int: ...
