"""The orders a list may have; each ends in a column that makes every position unique."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, bindparam, tuple_

# The values of an order's columns in one row.
Position = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Order:
    """`name` is part of each cursor, so that a cursor of another order is recognised."""

    name: str
    columns: tuple[str, ...]
    descending: bool = False

    def by(self, table: Any, backward: bool) -> list[ColumnElement[Any]]:
        """ORDER BY terms; backward is the other way round."""
        columns = [table.c[name] for name in self.columns]
        return [column.desc() if self.descending is not backward else column.asc() for column in columns]

    def beyond(self, table: Any, side: str, prefix: str = "") -> ColumnElement[bool]:
        """The rows after (side "after") or before (side "before") the position bound as `after_0`, …

        The prefix tells apart the positions of two pages in one statement.
        """
        columns = [table.c[name] for name in self.columns]
        position = tuple_(*(bindparam(f"{prefix}{side}_{index}", type_=c.type) for index, c in enumerate(columns)))
        rows = tuple_(*columns)
        ascending = self.descending is not (side == "after")
        return rows > position if ascending else rows < position

    def position_of(self, row: Any) -> Position:
        """The position of a row in this order."""
        return tuple(getattr(row, name) for name in self.columns)

    def is_position(self, values: Any, table: Any) -> bool:
        """Whether a cursor's values have the types of this order's columns."""
        if not isinstance(values, list) or len(values) != len(self.columns):
            return False
        types = [table.c[name].type for name in self.columns]
        return all(_fits(value, column_type) for value, column_type in zip(values, types, strict=True))


def _fits(value: Any, column_type: Any) -> bool:
    if isinstance(column_type, BigInteger):
        return type(value) is int and -(2**63) <= value < 2**63
    return isinstance(value, str)


NEWEST = Order("newest", ("created_at", "id"), descending=True)
OLDEST = Order("oldest", ("created_at", "id"))
BY_NAME = Order("name", ("sort_name", "id"))
DEFAULT_FIRST = Order("default_first", ("is_default", "created_at", "id"), descending=True)
BY_POSITION = Order("position", ("position",))
