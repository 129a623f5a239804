"""One of the ways in which a search finds customers."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, select

from models.search.pieces import Weight

# The weights with which a list has whole words, and words that begin so.
WORDS = (int(Weight.WHOLE), int(Weight.BEGINNING))


class TextList(NamedTuple):
    """The entries of the text that is bound as `text`, with these weights: of each weight in the order of the list."""

    text: str
    weights: tuple[int, ...]


class Branch(NamedTuple):
    """Customers who are found with one weight, each once. No branch has those of another.

    `entries` is what the index has, without regard to the `conditions`, which `narrowed` makes. `source` is where the
    rows come from, unless that is told by the columns. `lists` are all that have everybody who is found; the first are
    the entries themselves. There are none where the rows come from elsewhere.
    """

    weight: int
    created_at: ColumnElement[int]
    customer_id: ColumnElement[str]
    entries: ColumnElement[bool]
    narrowed: Callable[[], Sequence[ColumnElement[bool]]] = tuple
    lists: tuple[TextList, ...] = ()
    source: Any = None

    @property
    def conditions(self) -> Sequence[ColumnElement[bool]]:
        """What else must be fulfilled. There may be hundreds, which are made when they are asked for."""
        return self.narrowed()

    def whole(self) -> "Branch":
        """The branch without conditions."""
        return self._replace(narrowed=tuple)

    def select(self, *columns: Any) -> Select[Any]:
        """These columns of all whom it finds."""
        rows = select(*columns).where(self.entries, *self.conditions)
        return rows if self.source is None else rows.select_from(self.source)
