"""Fields that are a short list of rows, without pages: `short_list`."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from models.access.viewer import Viewer
from resolvers.context import RequestContext
from resolvers.has_many import HasMany
from resolvers.paging.cursors import Cursors
from resolvers.paging.page_requests import PageRequest
from schema.connections.to_many import ConnectionRequest
from schema.declarations.field import declared_field
from schema.declarations.row_types import to_graphql
from storage.concurrency.turns import Turns


@dataclass(frozen=True, slots=True)
class ShortList:
    """The first rows of a relation: `at_most` so many, which is also what the field costs."""

    relation: HasMany[Any]
    at_most: int

    def ask(self, viewer: Viewer) -> ConnectionRequest:
        """The page that has them; the field takes no arguments."""
        page = self.relation.page(PageRequest(self.at_most))
        return ConnectionRequest(
            page, self.relation.count(), Cursors.of(viewer, self.relation.name, self.relation.order)
        )

    async def resolve_all(self, parents: Sequence[Any], context: RequestContext) -> list[Any]:
        """The rows of each parent as their GraphQL types."""
        batch = self.relation.page(PageRequest(self.at_most))
        pages = await context.loaders.load_all(batch, [parent.row.id for parent in parents])
        turns, lists = Turns(), []
        for parent, page in zip(parents, pages, strict=True):
            lists.append(to_graphql(page.rows, context, parent.row_context.customer_id))
            await turns.pass_if_over()
        return lists


def short_list(relation: HasMany[Any], at_most: int, description: str) -> Any:
    """A field for the first rows of the relation, as a plain list."""
    return declared_field(ShortList(relation, at_most), description)
