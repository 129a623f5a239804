"""A page of a list: how its rows are selected, and what is made of the rows that were read."""

from collections.abc import Awaitable, Sequence
from typing import Any, Generic, NamedTuple, TypeVar

from sqlalchemy import ColumnElement, Select

from models.values.instant import Instant
from resolvers.batches import PageBatch
from resolvers.paging.orders import Order
from resolvers.paging.page_requests import PageRequest
from resolvers.reads import Reads
from resolvers.scopes import number_parameter

Row = TypeVar("Row")


class Page(NamedTuple, Generic[Row]):
    """The rows in the list's order."""

    rows: list[Row]
    has_next: bool
    has_previous: bool


class RowsOfPage(NamedTuple):
    """The rows of a page, without finding out whether more follow."""

    page: PageBatch

    def read(
        self, reads: Reads, now: Instant, keys: list[str], columns: tuple[str, ...]
    ) -> Awaitable[dict[str, list[Any]]]:
        """The rows by key, of these columns, as they are stored."""
        return self.page.read_rows(reads, now, keys, columns)


def paged(select: Select[Any], table: Any, order: Order, backward: bool, sides: Sequence[str]) -> Select[Any]:
    """The statement narrowed to one page; binds what `PageRequest.values` gives."""
    bounds: list[ColumnElement[bool]] = [order.beyond(table, side) for side in sides]
    limit = number_parameter("page_limit")
    return select.where(*bounds).order_by(*order.by(table, backward)).limit(limit)


def cut_page(rows: list[Row], request: PageRequest) -> Page[Row]:
    """A page from up to size + 1 rows in the order they were read."""
    more = len(rows) > request.size
    kept = request.in_order(rows[: request.size] if more else rows)
    if request.backward:
        return Page(kept, request.before is not None, more)
    return Page(kept, more, request.after is not None)
