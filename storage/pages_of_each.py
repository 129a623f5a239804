"""A page of rows for each of many parents, in one statement that each dialect builds differently."""

from collections.abc import Callable
from typing import Any, NamedTuple

from sqlalchemy import Select, select

# The list parameter with the ids of the parents.
PARENTS = "keys"

# Narrows a select to one parent's page: (select, the table it picks from, the parent's id).
Narrow = Callable[[Select[Any], Any, Any], Select[Any]]
# The child table under a name of its own in the statement.
NamedTable = Callable[[str], Any]


class PagesOfEach(NamedTuple):
    """`parent` is the parent's id beside each of the picked `rows`, and `position` its place in the list, from 0.

    Parents that are no list have no position.
    """

    parent: Any
    position: Any
    rows: Any
    source: Any

    def select(self, *columns: Any) -> Select[Any]:
        """These columns of each picked row and its parent."""
        return select(*columns).select_from(self.source)
