"""The list of customers: a search may find more than are counted."""

import strawberry

from resolvers.paging.estimate import Estimate
from schema.connections.connection import Connection
from schema.connections.page_parts import CountIsEstimate
from schema.declarations.field import DECLARED
from schema.types.customer import Customer


@strawberry.type(description="One page of customers.")
class CustomerConnection(Connection[Customer]):
    @strawberry.field(
        description="Whether `totalCount` is an estimate: true only of a search that finds more than 1,000.",
        metadata={DECLARED: CountIsEstimate()},
    )
    async def total_count_estimated(self) -> bool:
        return isinstance(await self.count(), Estimate)
