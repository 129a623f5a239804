"""The list of customers: a search may find more than are counted, and says why it found each."""

from typing import Any

import strawberry

from models.search.search_match import SearchMatch as FoundMatch
from resolvers.paging.estimate import Estimate
from schema.connections.connection import Connection, Edge
from schema.connections.page_parts import CountIsEstimate, EachRow, RowMatch
from schema.declarations.field import DECLARED, RequestInfo
from schema.declarations.row_types import to_graphql
from schema.types.customer import Customer
from schema.types.search_match import SearchMatch


@strawberry.type(description="One customer of a page, its cursor, and why a search found it.")
class CustomerEdge(Edge[Customer]):
    matches: strawberry.Private[Any]

    @strawberry.field(
        description="The best match of `search`: why it found the customer; null where nothing was searched for.",
        metadata={DECLARED: RowMatch(FoundMatch, costs=5)},
    )
    async def match(self, info: RequestInfo) -> SearchMatch | None:
        found: SearchMatch | None = to_graphql(
            await info.context.loaders.load(self.matches, self.node.id), info.context
        )
        return found


@strawberry.type(description="One page of customers.")
class CustomerConnection(Connection[Customer]):
    @strawberry.field(description="The rows of the page, each with its cursor.", metadata={DECLARED: EachRow()})
    def edges(self) -> list[CustomerEdge]:
        page, cursors = self.of
        return [
            CustomerEdge(cursor=cursors.encode(row), node=node, matches=self.matches)
            for row, node in zip(page.rows, self.nodes, strict=True)
        ]

    @strawberry.field(
        description="Whether `totalCount` is an estimate: true only of a search that finds more than 1,000, or too few "
        "among those looked at.",
        metadata={DECLARED: CountIsEstimate()},
    )
    async def total_count_estimated(self) -> bool:
        return isinstance(await self.count(), Estimate)
