"""Connections after Relay, with `nodes` beside `edges`."""

from collections.abc import Awaitable, Callable
from typing import Any, Generic, TypeVar

import strawberry

from resolvers.paging.pages import Cursors, Page

Node = TypeVar("Node")


@strawberry.type(description="Where a page stands in its list.")
class PageInfo:
    has_next_page: bool = strawberry.field(description="Whether more follows: ask again with `after: endCursor`.")
    has_previous_page: bool = strawberry.field(
        description="Whether something comes before: ask again with `before: startCursor`."
    )
    start_cursor: str | None = strawberry.field(description="The first row's cursor; null on an empty page.")
    end_cursor: str | None = strawberry.field(description="The last row's cursor; null on an empty page.")


@strawberry.type(description="One row of a page and its cursor.")
class Edge(Generic[Node]):
    cursor: str = strawberry.field(description="Marks this row's place in the list; opaque.")
    node: Node = strawberry.field(description="The row itself.")


@strawberry.type(description="One page of a list.")
class Connection(Generic[Node]):
    nodes: list[Node] = strawberry.field(description="The rows of the page.")
    page: strawberry.Private[Page[Any]]
    cursors: strawberry.Private[Cursors]
    count: strawberry.Private[Callable[[], Awaitable[int]]]

    @strawberry.field(description="The rows of the page, each with its cursor.")
    def edges(self) -> list[Edge[Node]]:
        rows = zip(self.page.rows, self.nodes, strict=True)
        return [Edge(cursor=self.cursors.encode(row), node=node) for row, node in rows]

    @strawberry.field(description="Whether there is more on either side.")
    def page_info(self) -> PageInfo:
        rows = self.page.rows
        return PageInfo(
            has_next_page=self.page.has_next,
            has_previous_page=self.page.has_previous,
            start_cursor=self.cursors.encode(rows[0]) if rows else None,
            end_cursor=self.cursors.encode(rows[-1]) if rows else None,
        )

    @strawberry.field(description="How many rows the whole list has; counted only when it is asked for.")
    async def total_count(self) -> int:
        return await self.count()
