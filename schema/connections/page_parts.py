"""The parts of a connection, declared in the metadata of its fields; query plans read them."""

from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from resolvers.paging.cursors import Cursors
from resolvers.paging.pages import Page


class PageOfList(NamedTuple):
    """A page that was read, and the cursors of its list."""

    page: Page[Any]
    cursors: Cursors


@dataclass(frozen=True, slots=True)
class EachRow:
    """A list with one item for each row of the page: the row itself, or an object that is made of it."""


@dataclass(frozen=True, slots=True)
class ThisRow:
    """The row, as its GraphQL type."""


@dataclass(frozen=True, slots=True)
class RowCursor:
    """The cursor of the row."""


@dataclass(frozen=True, slots=True)
class AboutPage:
    """An object that tells about the page."""


@dataclass(frozen=True, slots=True)
class TotalCount:
    """How many rows the whole list has."""


@dataclass(frozen=True, slots=True)
class CountIsEstimate:
    """Whether that number is an estimate."""


@dataclass(frozen=True, slots=True)
class RowMatch:
    """Why a search found the row: a `kind` of object, which the `matches` of the connection's request load for its id.

    `costs` is what it counts in the cost of an operation, for each row.
    """

    kind: type[Any]
    costs: int


@dataclass(frozen=True, slots=True)
class HasMore:
    """Whether there are rows on this side of the page."""

    side: Literal["has_next", "has_previous"]

    def value(self, of: PageOfList) -> bool:
        """The field's value."""
        return bool(getattr(of.page, self.side))


@dataclass(frozen=True, slots=True)
class CursorAt:
    """The cursor of the row at this index of the page; null on an empty page."""

    index: int

    def value(self, of: PageOfList) -> str | None:
        """The field's value."""
        rows = of.page.rows
        return of.cursors.encode(rows[self.index]) if rows else None
