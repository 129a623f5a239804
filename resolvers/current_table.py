"""A table some of whose columns change with the clock, with their values now."""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import ColumnElement
from sqlalchemy.sql.selectable import NamedFromClause


class Columns:
    """Columns by name, as attributes and as items, in their order."""

    def __init__(self, by_name: Mapping[str, ColumnElement[Any]]) -> None:
        self._by_name = by_name

    def __getattr__(self, name: str) -> ColumnElement[Any]:
        return self._by_name[name]

    def __getitem__(self, name: str) -> ColumnElement[Any]:
        return self._by_name[name]

    def __iter__(self) -> Iterator[ColumnElement[Any]]:
        return iter(self._by_name.values())

    def __len__(self) -> int:
        return len(self._by_name)


class CurrentTable:
    """An alias in whose `c` some columns are computed: it can be used wherever the alias can.

    `stored` are its columns as they are stored.
    """

    # SQLAlchemy reads this: the object is no clause element itself, but `__clause_element__` returns one.
    is_clause_element = False

    def __init__(self, alias: NamedFromClause, computed: Mapping[str, ColumnElement[Any]]) -> None:
        self._alias, self.stored = alias, alias.c
        labelled = {name: column.label(name) for name, column in computed.items()}
        self.c = Columns({**dict(alias.c.items()), **labelled})

    def __clause_element__(self) -> NamedFromClause:
        """The alias, which SQLAlchemy uses in its place."""
        return self._alias

    def __getattr__(self, name: str) -> Any:
        return getattr(self._alias, name)


def stored_columns(table: Any) -> Any:
    """The columns of an alias as they are stored: indexes are of these."""
    return table.stored if isinstance(table, CurrentTable) else table.c
