"""The table of search entries, under the aliases that one statement needs."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, literal_column

from models.search.search_entry import SearchEntry
from resolvers.scopes import Scope
from resolvers.search.lookups import has_weight

# When a customer was created, and its id: with a text and a weight, the key of an entry.
EntryPosition = tuple[ColumnElement[int], ColumnElement[str]]


class EntryTables(NamedTuple):
    """The entries that a viewer may read."""

    scope: Scope

    def named(self, name: str) -> Any:
        """The table under this alias."""
        return self.scope.table(SearchEntry, name)

    def at(self, entry: Any, position: EntryPosition, weights: Iterable[int]) -> ColumnElement[bool]:
        """The entry is that of the customer at this position, with one of these weights."""
        created_at, customer_id = position
        return and_(
            self.scope.bounds(entry),
            entry.c.weight.in_([literal_column(str(int(weight))) for weight in weights]),
            entry.c.created_at == created_at,
            entry.c.customer_id == customer_id,
        )

    def having(self, entry: Any, text: ColumnElement[str], weight: int) -> ColumnElement[bool]:
        """The entry has this text and weight."""
        return and_(self.scope.bounds(entry), entry.c.text == text, has_weight(entry, weight))


def position_of(entry: Any) -> EntryPosition:
    """The position of the entry's customer."""
    return entry.c.created_at, entry.c.customer_id
