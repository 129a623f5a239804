"""What can be read for many keys in one statement."""

from typing import Any, Protocol, TypeVar

from models.values.instant import Instant
from resolvers.reads import Reads
from storage.statement import Row

Value = TypeVar("Value")
# The names of the columns that rows are read with, in their order.
Columns = tuple[str, ...]


class Batch(Protocol[Value]):
    """One value for each key. Equal batches share what was read, so a batch must be hashable."""

    async def load(self, reads: Reads, now: Instant, keys: list[str]) -> list[Value]:
        """One value a key, in the order of the keys."""

    def __hash__(self) -> int: ...


class RowBatch(Protocol):
    """A batch that can also give rows as they are stored, with few columns: what query plans read."""

    async def read(self, reads: Reads, now: Instant, keys: list[str], columns: Columns) -> Any:
        """By key, what the batch has for it, with rows of these columns."""


class PageBatch(RowBatch, Protocol):
    """A batch of pages, whose rows can be read without finding out whether more follow."""

    async def read_rows(self, reads: Reads, now: Instant, keys: list[str], columns: Columns) -> dict[str, list[Row]]:
        """By key, the rows of its page."""
