"""Places: positions in the answer where rows of one kind stand, and what must be read for them."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from itertools import chain
from operator import attrgetter, itemgetter
from typing import Any

from resolvers.belongs_to import BelongsTo

Rows = Sequence[Any]
# From the rows of a place, the customers they belong to, and what the arguments ask for, to the keys of a batch.
Keys = Callable[[Rows, Sequence[str | None], Sequence[Any]], Sequence[str | None]]
# From what the arguments ask for to a batch.
BatchOf = Callable[[Sequence[Any]], Any]
_ROWS_OF_PAGE = attrgetter("rows")


class Holds(Enum):
    """What a batch has for a key: one row or another value, a list of rows, or a page of them."""

    ONE = auto()
    ROWS = auto()
    PAGE = auto()


@dataclass(slots=True)
class Slot:
    """One batch of a plan: `batch_of` what the arguments ask for. Rows come with these columns, other values whole.

    `known_as` is another slot that the same rows need not be read for again.
    """

    batch_of: BatchOf
    holds: Holds = Holds.ONE
    columns: tuple[str, ...] | None = None
    known_as: int | None = None

    def rows_of(self, values: Iterable[Any]) -> list[Any]:
        """All rows of what was found for some keys."""
        if self.holds is Holds.ONE:
            return list(values)
        return list(chain.from_iterable(values if self.holds is Holds.ROWS else map(_ROWS_OF_PAGE, values)))


@dataclass(slots=True)
class Want:
    """What is read for the rows of a place: the slot's batch by `keys`, and which place its rows are at then.

    Nothing is wanted where the argument `unless` is given.
    """

    slot: int
    keys: Keys
    then: "Place | None" = None
    unless: int | None = None


@dataclass(slots=True, eq=False)
class Place:
    """`read_owner` has the column read in which a row names its customer, and tells where it stands.

    It is None for rows that belong to the customer of their parent. Few places want something of their customers: only
    then `owner_of` takes them out of the rows, or the place `inherits` them.
    """

    parent: "Place | None" = None
    read_owner: Callable[[], int] | None = None
    wants: list[Want] = field(default_factory=list)
    owner_of: Callable[[Any], str] | None = field(init=False, default=None)
    inherits: bool = field(init=False, default=False)

    def want_of_owner(self, slot: int, unless: int | None) -> None:
        """Wants something of the customers that the rows belong to, once however many fields need it."""
        want = Want(slot, owners_of_rows, unless=unless)
        if want not in self.wants:
            self._know_owner()
            self.wants.append(want)

    def drop_idle(self) -> None:
        """Forgets the places of rows for which nothing more is wanted."""
        for want in self.wants:
            if want.then is not None:
                want.then.drop_idle()
                want.then = want.then if want.then.wants else None

    def _know_owner(self) -> None:
        if self.read_owner is not None:
            self.owner_of = itemgetter(self.read_owner())
        elif self.parent is not None:
            self.inherits = True
            self.parent._know_owner()


def owners_of_rows(_rows: Rows, owners: Sequence[str | None], _bound: Sequence[Any]) -> Sequence[str | None]:
    """Keys that are the rows' customers."""
    return owners


def values_of_rows(value_of: Callable[[Any], Any]) -> Keys:
    """Keys that are the rows' own values."""
    return lambda rows, _owners, _bound: list(map(value_of, rows))


def pointed_of_rows(relation_of: Callable[[Any], Any], key_of: Callable[[Any], Any], relation: BelongsTo[Any]) -> Keys:
    """Of the keys that the rows name, each with its relation, those of one relation."""
    return lambda rows, _owners, _bound: [key_of(row) for row in rows if relation_of(row) is relation]


def one_key(key: str) -> Keys:
    """The key of a batch that has one value for the whole request."""
    return lambda _rows, _owners, _bound: [key]


def ids_of_argument(index: int, pick: Callable[[str], BelongsTo[Any] | None], relation: BelongsTo[Any]) -> Keys:
    """Of the ids that were given as an argument those of one relation."""
    return lambda _rows, _owners, bound: [key for key in bound[index] if pick(key) is relation]
