"""The table of search entries, under any number of names in one statement."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, literal_column

from models.search.search_entry import SearchEntry
from resolvers.scopes import Scope
from resolvers.search.lookups import has_weight

# When a customer was created, and its id: with a text and a weight, the key of an entry.
Place = tuple[ColumnElement[int], ColumnElement[str]]


class EntryTables(NamedTuple):
    """The entries that a viewer may read."""

    scope: Scope

    def named(self, name: str) -> Any:
        """The table under this name."""
        return self.scope.table(SearchEntry, name)

    def at(self, entry: Any, place: Place, weights: Iterable[int]) -> ColumnElement[bool]:
        """Whether it is of the customer of this place, with one of these weights."""
        created_at, customer_id = place
        return and_(
            self.scope.bounds(entry),
            entry.c.weight.in_([literal_column(str(int(weight))) for weight in weights]),
            entry.c.created_at == created_at,
            entry.c.customer_id == customer_id,
        )

    def having(self, entry: Any, text: ColumnElement[str], weight: int) -> ColumnElement[bool]:
        """Whether it is of this text, with this weight."""
        return and_(self.scope.bounds(entry), entry.c.text == text, has_weight(entry, weight))


def place_of(entry: Any) -> Place:
    """The place of the customer whose entry it is."""
    return entry.c.created_at, entry.c.customer_id
