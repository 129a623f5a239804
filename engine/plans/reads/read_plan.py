"""The read plan: levels of rows, and what is read for the rows of each."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from itertools import chain
from operator import attrgetter
from textwrap import wrap
from typing import Any

from engine.plans.arguments.bound import Bound
from engine.plans.reads.keys import Keys
from engine.plans.reads.values import ValueMaker

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
    again for the batch with the number `known_as`. `figures_at` is where they have the customer's stored figures.
    `title` names it where the plan is printed.
    """

    title: str
    batch_of: Callable[[Bound], Any]
    holds: Holds = Holds.ONE
    columns: tuple[str, ...] | None = None
    known_as: int | None = None
    figures_at: int | None = None

    def rows_of(self, values: Iterable[Any]) -> list[Any]:
        """All rows of what was read for some keys."""
        if self.holds is Holds.ONE:
            return list(values)
        return list(chain.from_iterable(values if self.holds is Holds.ROWS else map(_ROWS_OF_PAGE, values)))


@dataclass(frozen=True, slots=True)
class Read:
    """One read for the rows of a level: of the batch with this number, by these keys.

    The rows that it gives are those of the level `feeds`; None where nothing is read for them. Nothing is read where
    the arguments `unless` have a value, nor, if it is `unless_stored`, for customers whose figures are stored.
    """

    batch: int
    keys: Keys
    feeds: "ReadLevel | None" = None
    unless: int | None = None
    unless_stored: bool = False


@dataclass(frozen=True, slots=True)
class MadeRows:
    """Values that are made of each row of a level, once its reads are done: they are the rows of the level `feeds`."""

    maker: ValueMaker
    feeds: "ReadLevel"


@dataclass(frozen=True, slots=True, eq=False)
class ReadLevel:
    """Rows at one position of the answer, what is read for them, and what is made of them to read more.

    Few levels need to know the customers that their rows belong to: only then `owner_of` takes them out of the rows,
    or the level `inherits_owner` from the rows above.
    """

    title: str
    reads: tuple[Read, ...]
    owner_of: Callable[[Any], str] | None = None
    inherits_owner: bool = False
    made: tuple[MadeRows, ...] = ()

    @property
    def next_levels(self) -> "list[ReadLevel]":
        """The levels of the rows that this one gives."""
        read = [read.feeds for read in self.reads if read.feeds is not None]
        return [*read, *(made.feeds for made in self.made)]


@dataclass(frozen=True, slots=True)
class ReadPlan:
    """All that is read for a query, beginning at the level of the query itself. Printed, it is plain text."""

    batches: Sequence[PlannedBatch]
    root: ReadLevel

    @property
    def count(self) -> int:
        """How many reads there are at most; what is known already is not read again."""
        return sum(len(level.reads) for levels in self._levels() for level in levels)

    def __str__(self) -> str:
        return "\n".join(self._lines())

    def _levels(self) -> Iterator[list[ReadLevel]]:
        levels = [self.root]
        while any(level.reads for level in levels):
            yield levels
            levels = [below for level in levels for below in level.next_levels]

    def _lines(self) -> Iterator[str]:
        first_level: dict[int, int] = {}
        for number, levels in enumerate(self._levels(), 1):
            yield f"Level {number}"
            for level in levels:
                yield f"  for {level.title}"
                for read in level.reads:
                    yield from self._describe(read, first_level.get(read.batch))
            first_level = {read.batch: number for level in levels for read in level.reads} | first_level

    def _describe(self, read: Read, read_at: int | None) -> list[str]:
        batch = self.batches[read.batch]
        # Only a text in the reader's locale is read on a condition.
        unless = "" if read.unless is None else ", unless `locale` is given"
        unless += ", unless figures are stored" if read.unless_stored else ""
        already = "" if read_at is None else f" (already read at level {read_at}: only new keys)"
        columns = "" if batch.columns is None else f": {', '.join(batch.columns)}"
        text = f"    [{read.batch}] {f'{batch.title} {read.keys}'.rstrip()}{unless}{already}{columns}"
        return wrap(text, 100, subsequent_indent=" " * 8)
