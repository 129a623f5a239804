"""The relation of a row to the rows that name it, a page at a time and counted."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property, partial
from typing import Any, Generic, NamedTuple, TypeVar

from sqlalchemy import ColumnElement
from sqlmodel import SQLModel

from models.hydration import hydrate
from models.scoped import column_names
from models.values.instant import Instant
from resolvers.batches import Columns
from resolvers.belongs_to import Fetch
from resolvers.child_statements import PageShape, StatusShape, count_of_each, page_of_each, page_of_one
from resolvers.paging.orders import NEWEST, Order
from resolvers.paging.page_requests import PageRequest
from resolvers.paging.pages import Page, cut_page
from resolvers.reads import Reads
from storage.concurrency.turns import in_turns
from storage.statement import Row

Model = TypeVar("Model", bound=SQLModel)
# A list has a page for each parent, and a named tuple's own constructor would take twice as long.
_NEW_PAGE: Callable[[tuple[Any, ...]], Page[Any]] = partial(tuple.__new__, Page)


class DueStatus(NamedTuple):
    """The status that rows come to have by time alone, and which of them have, by their stored columns and the time."""

    status: StrEnum
    condition: Callable[[Any, ColumnElement[int]], ColumnElement[bool]]


@dataclass(frozen=True, eq=False)
class HasMany(Generic[Model]):
    """The rows of `child` with the parent's id in `key` and null in `unless`; `status` is the filter's enum.

    `counted` is the table where it is kept how many each parent has, by status. `due` is None where a row has the
    status that is stored.
    """

    name: str
    child: type[Model]
    key: str
    order: Order = NEWEST
    status: type[StrEnum] | None = None
    unless: str | None = None
    counted: type[SQLModel] | None = None
    due: DueStatus | None = None

    def page(self, request: PageRequest, statuses: tuple[StrEnum, ...] | None = None) -> "PageOf[Model]":
        """The batch that reads this page for each parent."""
        return PageOf(self, request, statuses)

    def count(self, statuses: tuple[StrEnum, ...] | None = None) -> "CountOf":
        """The batch that counts each parent's rows."""
        return CountOf(self, statuses)


@dataclass(frozen=True)
class PageOf(Generic[Model]):
    """One page of a relation for each parent: a batch keyed by the parent's id."""

    relation: HasMany[Model]
    request: PageRequest
    statuses: tuple[StrEnum, ...] | None = None

    def __hash__(self) -> int:
        return self._hash

    async def load(self, reads: Reads, now: Instant, keys: list[str]) -> list[Page[Model]]:
        """One page a parent, empty for a parent that is unknown."""
        columns = tuple(column_names(self.relation.child))
        rows = await self._fetch(reads.fetch, keys, columns, self.values)
        is_one = len(keys) == 1
        own = rows if is_one else [row[:-1] for row in rows]
        children = await in_turns(partial(hydrate, self.relation.child), own)
        return [cut_page(children, self.request)] if is_one else self._pages(_apart(keys, rows, children))

    async def read(self, reads: Reads, now: Instant, keys: list[str], columns: Columns) -> dict[str, Page[Row]]:
        """By parent, its page with rows as they are stored."""
        rows = await self._fetch(reads.fetch_stored, keys, columns, self.values)
        if len(keys) == 1:
            return {keys[0]: cut_page(rows, self.request)}
        return dict(zip(keys, self._pages(_of_each(keys, rows)), strict=True))

    async def read_rows(self, reads: Reads, now: Instant, keys: list[str], columns: Columns) -> dict[str, list[Row]]:
        """By parent, the rows of its page alone: no row is read to find out whether more follow."""
        rows = await self._fetch(reads.fetch_stored, keys, columns, self._exact_values)
        rows = self.request.in_order(rows)
        return {keys[0]: rows} if len(keys) == 1 else dict(zip(keys, _of_each(keys, rows), strict=True))

    def _fetch(self, fetch: Fetch, keys: list[str], columns: Columns, values: dict[str, Any]) -> Awaitable[list[Row]]:
        # The page of a lone parent needs no join with a list of parents, and its index has it in order.
        if len(keys) == 1:
            return fetch(page_of_one, self.relation, columns, self.shape, key=keys[0], **values)
        return fetch(page_of_each, self.relation, columns, self.shape, keys=keys, **values)

    @cached_property
    def _hash(self) -> int:
        return hash((self.relation, self.request, self.statuses))

    @cached_property
    def shape(self) -> PageShape:
        """What the statement depends on, besides relation and columns."""
        return PageShape(self.request.backward, self.request.sides, _shape_of(self.relation, self.statuses))

    @cached_property
    def values(self) -> dict[str, Any]:
        """What its parameters are bound to, but for the parents; one row more than asked tells whether more follow."""
        return {**_status_parameters(self.statuses), **self.request.values()}

    @cached_property
    def _exact_values(self) -> dict[str, Any]:
        return {**_status_parameters(self.statuses), **self.request.exact_values()}

    def _pages(self, found: list[list[Any]]) -> list[Page[Any]]:
        # Most parents of a list have few children or none: such pages differ in their rows alone.
        request = self.request
        empty: Page[Any] = cut_page([], request)
        most, has_next, has_previous = -1 if request.backward else request.size, empty.has_next, empty.has_previous
        return [
            _NEW_PAGE((rows, has_next, has_previous)) if len(rows) <= most else cut_page(rows, request)
            for rows in found
        ]


def _of_each(keys: list[str], rows: list[Row]) -> list[list[Row]]:
    """For each parent its rows, without the position of their parent, which `page_of_each` gives them."""
    found: list[list[Row]] = [[] for _ in keys]
    for row in rows:
        found[row[-1]].append(row[:-1])
    return found


def _apart(keys: list[str], rows: list[Row], children: list[Any]) -> list[list[Any]]:
    """For each parent what was made of its rows."""
    found: list[list[Any]] = [[] for _ in keys]
    for row, child in zip(rows, children, strict=True):
        found[row[-1]].append(child)
    return found


@dataclass(frozen=True)
class CountOf:
    """How many rows a relation has for each parent: a batch keyed by the parent's id."""

    relation: HasMany[Any]
    statuses: tuple[StrEnum, ...] | None = None

    async def load(self, reads: Reads, now: Instant, keys: list[str]) -> list[int]:
        """One count a parent."""
        wanted = _status_parameters(self.statuses)
        rows = await reads.fetch(
            count_of_each, self.relation, _shape_of(self.relation, self.statuses), keys=keys, **wanted
        )
        counts: dict[str, int] = {row[0]: row[1] for row in rows}
        return [counts.get(key, 0) for key in keys]


def _shape_of(relation: HasMany[Any], statuses: tuple[StrEnum, ...] | None) -> StatusShape | None:
    if statuses is None:
        return None
    return StatusShape(len(set(statuses)), relation.due is not None and relation.due.status in statuses)


def _status_parameters(statuses: tuple[StrEnum, ...] | None) -> dict[str, Any]:
    return {f"status_{place}": status.value for place, status in enumerate(sorted(set(statuses or ())))}
