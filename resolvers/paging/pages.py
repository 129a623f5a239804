"""Keyset pagination after Relay's cursor connections: what is asked for, cursors, and the page itself."""

import base64
import binascii
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, NamedTuple, TypeVar

import orjson
from sqlalchemy import ColumnElement, Select

from models.access.viewer import Viewer
from models.values.instant import Instant
from resolvers.errors import BadInput
from resolvers.paging.orders import Order
from resolvers.scopes import Reads, number_parameter

DEFAULT_PAGE_SIZE = 20
MAX_PAGE_SIZE = 100

_CHECK_BYTES = 6
_MAX_CURSOR_LENGTH = 2000

Row = TypeVar("Row")
Place = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class PageRequest:
    """Up to `size` rows after one place and before another; backward takes the last of them."""

    size: int = DEFAULT_PAGE_SIZE
    backward: bool = False
    after: Place | None = None
    before: Place | None = None

    @property
    def sides(self) -> tuple[str, ...]:
        """Which of the two places are given: part of the statement's shape."""
        if self.after is None:
            return () if self.before is None else ("before",)
        return ("after",) if self.before is None else ("after", "before")

    def values(self) -> dict[str, Any]:
        """What the statement's parameters are bound to; one row more than asked tells whether more follow."""
        bound: dict[str, Any] = {"page_limit": self.size + 1}
        for side in self.sides:
            bound |= {f"{side}_{index}": value for index, value in enumerate(getattr(self, side))}
        return bound

    def exact_values(self) -> dict[str, Any]:
        """The same without that one row more."""
        return {**self.values(), "page_limit": self.size}

    def in_order(self, rows: list[Any]) -> list[Any]:
        """Rows in the list's order, from that in which they were read."""
        return rows[::-1] if self.backward else rows


class Page(NamedTuple, Generic[Row]):
    """The rows in the list's order."""

    rows: list[Row]
    has_next: bool
    has_previous: bool


class RowsAlone(NamedTuple):
    """The rows of a page and nothing beyond it: a batch for where nobody asks whether more follow."""

    page: Any

    async def read(self, reads: Reads, now: Instant, keys: list[str], columns: tuple[str, ...]) -> dict[str, list[Any]]:
        """The rows by key, of these columns, as they are stored."""
        rows: dict[str, list[Any]] = await self.page.read_rows(reads, now, keys, columns)
        return rows


@dataclass(frozen=True, slots=True)
class Cursors:
    """The cursors of one list: opaque, and good for the viewer's project and mode and this list alone."""

    scope: str
    order: Order

    @classmethod
    def of(cls, viewer: Viewer, list_name: str, order: Order) -> "Cursors":
        """The cursors of the list called `list_name` in this order, for this viewer."""
        return cls(f"{viewer.project_id}|{viewer.live_mode}|{list_name}|{order.name}", order)

    def encode(self, row: Any) -> str:
        """The cursor of a row."""
        return self.encode_place(self.order.place(row))

    def encode_place(self, place: Place) -> str:
        """The cursor of a row that stands there."""
        return self._seal(orjson.dumps(place))

    def decode(self, cursor: str, argument: str, model: Any) -> Place:
        """The place a cursor stands for; raises BadInput for a damaged one and for another list's."""
        try:
            payload = base64.urlsafe_b64decode(cursor[:_MAX_CURSOR_LENGTH].encode() + b"==")[_CHECK_BYTES:]
            # Base64 reads many texts as the same bytes: only the one that was given out is a cursor.
            values: Any = orjson.loads(payload) if cursor == self._seal(payload) else None
        except (binascii.Error, ValueError):
            values = None
        if not self.order.is_place(values, model.__table__):
            raise BadInput(f"'{argument}' is not a cursor of this list.")
        return tuple(values)

    def _seal(self, payload: bytes) -> str:
        key = hashlib.sha256(self.scope.encode()).digest()
        check = hashlib.blake2b(payload, digest_size=_CHECK_BYTES, key=key).digest()
        return base64.urlsafe_b64encode(check + payload).decode().rstrip("=")


def request_page(
    cursors: Cursors,
    model: Any,
    first: int | None,
    after: str | None,
    last: int | None,
    before: str | None,
) -> PageRequest:
    """Relay's four arguments, checked; raises BadInput with what is wrong."""
    if first is not None and last is not None:
        raise BadInput("'first' and 'last' can't be given together.")
    for name, size in (("first", first), ("last", last)):
        if size is not None and not 0 <= size <= MAX_PAGE_SIZE:
            raise BadInput(f"'{name}' must be between 0 and {MAX_PAGE_SIZE}.")
    size = first if last is None else last
    return PageRequest(
        size=DEFAULT_PAGE_SIZE if size is None else size,
        backward=last is not None,
        after=None if after is None else cursors.decode(after, "after", model),
        before=None if before is None else cursors.decode(before, "before", model),
    )


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
