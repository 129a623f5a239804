"""A page of a list: how its rows are selected, and what is made of the rows that were read."""

from collections.abc import Sequence
from typing import Any, Generic, NamedTuple, TypeVar

from sqlalchemy import ColumnElement, Select, select

from resolvers.paging.orders import Order
from resolvers.paging.page_requests import PageRequest
from resolvers.scopes import number_parameter
from storage.unions import union_ordered

Row = TypeVar("Row")


class Page(NamedTuple, Generic[Row]):
    """The rows in the list's order."""

    rows: list[Row]
    has_next: bool
    has_previous: bool


def paged(
    rows: Select[Any], table: Any, order: Order, backward: bool, sides: Sequence[str], prefix: str = ""
) -> Select[Any]:
    """The statement narrowed to one page; binds what `PageRequest.values` gives."""
    bounds: list[ColumnElement[bool]] = [order.beyond(table, side, prefix) for side in sides]
    return rows.where(*bounds).order_by(*order.by(table, backward)).limit(number_parameter("page_limit"))


def merge(pages: Sequence[Select[Any]], table: Any, parent: Any, order: Order, backward: bool) -> Select[Any]:
    """The first rows of several pages of one parent, which have no row in common, as one page."""
    places = [table.c[name].label(f"place_{name}") for name in order.columns]
    outer = getattr(parent, "table", None)
    parts = [page.add_columns(*places) for page in pages]
    if outer is not None:
        parts = [part.correlate(outer) for part in parts]
    found = union_ordered(parts).subquery("found")
    columns = list(found.c)
    ends = columns[-len(places) :]
    by = [column.desc() if order.descending is not backward else column.asc() for column in ends]
    return select(*columns[: -len(places)]).order_by(*by).limit(number_parameter("page_limit"))


def cut_page(rows: list[Row], request: PageRequest) -> Page[Row]:
    """A page from up to size + 1 rows in the order they were read."""
    more = len(rows) > request.size
    kept = request.in_order(rows[: request.size] if more else rows)
    if request.backward:
        return Page(kept, request.before is not None, more)
    return Page(kept, more, request.after is not None)
