"""Looking up an entry for each row of the statement around it."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Integer, func, literal_column, select

from models.search.entries import Field


def is_there(conditions: Iterable[ColumnElement[bool]]) -> ColumnElement[bool]:
    """Whether there is such a row, looked up for each row of the statement around it.

    Of EXISTS PostgreSQL may make a join, which reads everybody who has both words to return a page of them.
    """
    is_there: ColumnElement[bool] = _look_up(conditions).is_not(None)
    return is_there


def is_missing(conditions: Iterable[ColumnElement[bool]]) -> ColumnElement[bool]:
    """Whether there is no such row; PostgreSQL expects that of most rows, but of few where IS NULL is written."""
    is_missing: ColumnElement[bool] = func.coalesce(_look_up(conditions), literal_column("0")) != literal_column("1")
    return is_missing


def _look_up(conditions: Iterable[ColumnElement[bool]]) -> Any:
    return select(literal_column("1", Integer)).where(*conditions).limit(literal_column("1")).scalar_subquery()


def is_in_name(entry: Any) -> ColumnElement[bool]:
    """Typos are of names, and so are the words beside them."""
    is_set: ColumnElement[bool] = entry.c.fields.op("&")(literal_column(str(int(Field.NAME)))) != literal_column("0")
    return is_set


def has_weight(entry: Any, weight: int) -> ColumnElement[bool]:
    """The weight as a literal: part of a statement's shape."""
    is_it: ColumnElement[bool] = entry.c.weight == literal_column(str(int(weight)))
    return is_it
