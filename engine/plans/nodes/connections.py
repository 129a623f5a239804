"""Connections: the selected parts, and what they require of a page."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from engine.plans.arguments.bindings import Binding
from engine.plans.nodes.objects import Column, FieldNode, ObjectNode, Rows, Typename
from resolvers.belongs_to import BelongsTo
from resolvers.paging.orders import Order
from schema.connections.page_parts import CountIsEstimate, CursorAt, HasMore, RowCursor, TotalCount


@dataclass(frozen=True, slots=True)
class RowPart:
    """The row itself: `node` of an edge."""

    node: ObjectNode


@dataclass(frozen=True, slots=True)
class MatchPart:
    """Why a search found the row."""

    node: ObjectNode


@dataclass(frozen=True, slots=True)
class RowList:
    """A list with something of each row: `nodes` or `edges`."""

    item: "RowPart | Group"


@dataclass(frozen=True, slots=True)
class Group:
    """An object made of other parts: the connection, an edge or the `pageInfo`."""

    parts: "tuple[NamedPart, ...]"


Part = Typename | RowPart | MatchPart | RowCursor | RowList | CursorAt | HasMore | TotalCount | CountIsEstimate | Group


class NamedPart(NamedTuple):
    """A part under the name that it has in the answer."""

    name: str
    part: Part


def walk(part: Part) -> Iterator[Part]:
    """The part and all parts inside it."""
    yield part
    if isinstance(part, RowList):
        yield from walk(part.item)
    elif isinstance(part, Group):
        for _, inner in part.parts:
            yield from walk(inner)


@dataclass(frozen=True, eq=False)
class ConnectionNode(FieldNode):
    """A page of rows of this `kind` for each parent. Without a `key` there is one list that has no parent.

    The rows come in one of the `orders`. They also answer later lookups by id through the relation `known_as`. The
    `group` of a short list is only a list.
    """

    binding: Binding
    key: Column | None
    kind: type[Any]
    rows: Rows
    orders: tuple[Order, ...]
    known_as: BelongsTo[Any] | None
    group: Group | RowList

    @property
    def row_id(self) -> Column:
        """The column of the rows' ids."""
        return Column("id", self.rows.model)

    @property
    def columns(self) -> tuple[Column, ...]:
        key = () if self.key is None else (self.key,)
        return (*key, *self._columns_of_rows())

    @property
    def objects(self) -> tuple[ObjectNode, ...]:
        return tuple(part.node for part in walk(self.group) if isinstance(part, RowPart | MatchPart))

    @property
    def bindings(self) -> tuple[Binding, ...]:
        return (self.binding,)

    @property
    def is_counted(self) -> bool:
        """Whether the whole list is counted."""
        return self._has(TotalCount, CountIsEstimate)

    @property
    def has_matches(self) -> bool:
        """Whether the answer says why a search found the rows."""
        return self._has(MatchPart)

    @property
    def uses_of_page(self) -> int:
        """How often the parts refer to the page."""
        once = sum(isinstance(part, (RowList, HasMore)) for part in self._parts)
        return once + 2 * sum(isinstance(part, CursorAt) for part in self._parts)

    @property
    def uses_of_batches(self) -> int:
        """How often the parts refer to what is read: the page or the count."""
        return self.uses_of_page + sum(isinstance(part, (TotalCount, CountIsEstimate)) for part in self._parts)

    @property
    def is_read(self) -> bool:
        """Whether a page is read. False only if nothing is selected but the count."""
        return self.uses_of_page > 0 or not self.is_counted

    @property
    def asks_for_more(self) -> bool:
        """Whether the answer says if rows follow or precede the page."""
        return self._has(HasMore)

    @cached_property
    def _parts(self) -> tuple[Part, ...]:
        return tuple(walk(self.group))

    def _has(self, *kinds: type[Any]) -> bool:
        return any(isinstance(part, kinds) for part in self._parts)

    def _columns_of_rows(self) -> tuple[Column, ...]:
        key = (self.row_id,) if self.has_matches else ()
        if self.rows.model is None or not self._has(RowCursor, CursorAt):
            return key
        return (*key, *(Column(name, self.rows.model) for order in self.orders for name in order.columns))
