"""A branch of a search's union: it reads one posting list."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, select

from models.search.pieces import Weight

# The weights of whole words, and of beginnings of words.
WORDS = (int(Weight.WHOLE), int(Weight.BEGINNING))


class Postings(NamedTuple):
    """The posting list of the text bound as `text`: its search entries with these weights, by weight in order."""

    text: str
    weights: tuple[int, ...]


class Branch(NamedTuple):
    """Customers found with one weight, each once and by no other branch.

    `entries` selects the postings in the index; the `conditions`, from `make_conditions`, must hold too. `source` is
    where the rows come from, unless the columns tell. `lists` are the posting lists that all results are in, the first
    of them the entries themselves; there are none where the rows come from elsewhere.
    """

    weight: int
    created_at: ColumnElement[int]
    customer_id: ColumnElement[str]
    entries: ColumnElement[bool]
    make_conditions: Callable[[], Sequence[ColumnElement[bool]]] = tuple
    lists: tuple[Postings, ...] = ()
    source: Any = None

    @property
    def conditions(self) -> Sequence[ColumnElement[bool]]:
        """What else must hold. There may be hundreds, so they are made only when they are needed."""
        return self.make_conditions()

    def without_conditions(self) -> "Branch":
        """The branch without conditions."""
        return self._replace(make_conditions=tuple)

    def select(self, *columns: Any) -> Select[Any]:
        """These columns of all results."""
        rows = select(*columns).where(self.entries, *self.conditions)
        return rows if self.source is None else rows.select_from(self.source)
