"""Which page of a list is asked for, after Relay's cursor connections."""

from dataclasses import dataclass
from typing import Any

from resolvers.errors import BadInput
from resolvers.paging.cursors import Cursors
from resolvers.paging.orders import Position

DEFAULT_PAGE_SIZE = 20
MAX_PAGE_SIZE = 100


@dataclass(frozen=True, slots=True)
class PageRequest:
    """Up to `size` rows after one position and before another; backward takes the last of them."""

    size: int = DEFAULT_PAGE_SIZE
    backward: bool = False
    after: Position | None = None
    before: Position | None = None

    @property
    def sides(self) -> tuple[str, ...]:
        """Which of the two positions are given: part of the statement's shape."""
        if self.after is None:
            return () if self.before is None else ("before",)
        return ("after",) if self.before is None else ("after", "before")

    def values(self, prefix: str = "") -> dict[str, Any]:
        """What the statement's parameters are bound to; one row more than asked tells whether more follow."""
        bound: dict[str, Any] = {"page_limit": self.size + 1}
        for side in self.sides:
            bound |= {f"{prefix}{side}_{index}": value for index, value in enumerate(getattr(self, side))}
        return bound

    def exact_values(self) -> dict[str, Any]:
        """The same without that one row more."""
        return {**self.values(), "page_limit": self.size}

    def in_order(self, rows: list[Any]) -> list[Any]:
        """Rows in the list's order, from that in which they were read."""
        return rows[::-1] if self.backward else rows


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
