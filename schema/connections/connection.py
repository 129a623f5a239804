"""Connections as Relay specifies them, with `nodes` besides `edges`."""

from collections.abc import Awaitable, Callable
from typing import Any, Generic, TypeVar

import strawberry

from resolvers.batches import Batch
from schema.connections.page_info import PageInfo, page_info_of
from schema.connections.page_parts import AboutPage, EachRow, PageOfList, RowCursor, ThisRow, TotalCount
from schema.declarations.field import DECLARED

Node = TypeVar("Node")


def _part(declared: Any, description: str) -> Any:
    return strawberry.field(description=description, metadata={DECLARED: declared})


@strawberry.type(description="One row of a page and its cursor.")
class Edge(Generic[Node]):
    cursor: str = _part(RowCursor(), "Marks this row's place in the list; opaque.")
    node: Node = _part(ThisRow(), "The row itself.")


@strawberry.type(description="One page of a list.")
class Connection(Generic[Node]):
    nodes: list[Node] = _part(EachRow(), "The rows of the page.")
    of: strawberry.Private[PageOfList]
    count: strawberry.Private[Callable[[], Awaitable[int]]]
    matches: strawberry.Private[Batch[Any] | None]

    @strawberry.field(description="The rows of the page, each with its cursor.", metadata={DECLARED: EachRow()})
    def edges(self) -> list[Edge[Node]]:
        page, cursors = self.of
        return [Edge(cursor=cursors.encode(row), node=node) for row, node in zip(page.rows, self.nodes, strict=True)]

    @strawberry.field(description="Whether there is more on either side.", metadata={DECLARED: AboutPage()})
    def page_info(self) -> PageInfo:
        return page_info_of(self.of)

    @strawberry.field(
        description="How many rows the whole list has; counted only when it is asked for.",
        metadata={DECLARED: TotalCount()},
    )
    async def total_count(self) -> int:
        return await self.count()
