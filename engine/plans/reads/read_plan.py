"""The read plan: levels of rows, and what is read for the rows of each."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from itertools import chain
from operator import attrgetter
from typing import Any

from engine.plans.arguments.bound import Bound
from engine.plans.reads.keys import Keys

_ROWS_OF_PAGE = attrgetter("rows")


class Holds(Enum):
    """What a batch has for a key: one row or another value, a list of rows, or a page of them."""

    ONE = auto()
    ROWS = auto()
    PAGE = auto()


@dataclass(frozen=True, slots=True)
class PlannedBatch:
    """A batch of a plan. Only a request's arguments tell which batch it is: `batch_of` them.

    Rows have just these columns; without `columns` values come as the batch makes them. The rows need not be read
    again for the batch with the number `known_as`. `title` names it where the plan is printed.
    """

    title: str
    batch_of: Callable[[Bound], Any]
    holds: Holds = Holds.ONE
    columns: tuple[str, ...] | None = None
    known_as: int | None = None

    def rows_of(self, values: Iterable[Any]) -> list[Any]:
        """All rows of what was read for some keys."""
        if self.holds is Holds.ONE:
            return list(values)
        return list(chain.from_iterable(values if self.holds is Holds.ROWS else map(_ROWS_OF_PAGE, values)))


@dataclass(frozen=True, slots=True)
class Read:
    """One read for the rows of a level: of the batch with this number, by these keys.

    The rows that it gives are those of the level `feeds`; None where nothing is read for them. Nothing is read where
    the arguments `unless` have a value.
    """

    batch: int
    keys: Keys
    feeds: "ReadLevel | None" = None
    unless: int | None = None


@dataclass(frozen=True, slots=True, eq=False)
class ReadLevel:
    """Rows at one position of the answer, and what is read for them.

    Few levels need to know the customers that their rows belong to: only then `owner_of` takes them out of the rows,
    or the level `inherits_owner` from the rows above.
    """

    title: str
    reads: tuple[Read, ...]
    owner_of: Callable[[Any], str] | None = None
    inherits_owner: bool = False


@dataclass(frozen=True, slots=True)
class ReadPlan:
    """All that is read for a query, beginning at the level of the query itself. Printed, it is plain text."""

    batches: Sequence[PlannedBatch]
    root: ReadLevel

    def __str__(self) -> str:
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        levels, number = [self.root], 1
        while any(level.reads for level in levels):
            yield f"Level {number}"
            for level in levels:
                yield f"  for {level.title}"
                yield from (f"    [{read.batch}] {self._describe(read)}" for read in level.reads)
            levels = [read.feeds for level in levels for read in level.reads if read.feeds is not None]
            number += 1

    def _describe(self, read: Read) -> str:
        batch = self.batches[read.batch]
        columns = "" if batch.columns is None else f": {', '.join(batch.columns)}"
        unless = "" if read.unless is None else ", unless the arguments give what is needed of it"
        return f"{batch.title} {read.keys}{unless}{columns}"
