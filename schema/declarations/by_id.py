"""Root fields that find objects by ids given as arguments: `by_id`, `by_any_id`, `by_ids`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

import strawberry

from models.access.viewer import Viewer
from resolvers.belongs_to import BelongsTo
from resolvers.context import RequestContext
from resolvers.errors import BadInput
from resolvers.paging.page_requests import MAX_PAGE_SIZE
from schema.declarations.field import declared_field
from schema.declarations.row_types import to_graphql

Relations = tuple[BelongsTo[Any], ...]
Pick = Callable[[str], BelongsTo[Any] | None]


@dataclass(frozen=True, slots=True)
class ById:
    """The rows with the ids that `ids(viewer, arguments…)` gives.

    `pick` says by an id which of the `possible` relations to look in, or None for an id of no known kind. A field of
    one row takes the first id.
    """

    possible: Relations
    pick: Pick
    ids: Callable[..., Sequence[str]]
    is_list: bool = False

    async def resolve_all(self, parents: Sequence[Any], context: RequestContext, ids: Sequence[str]) -> list[Any]:
        """The rows as their GraphQL types, None for each id that is not found; or the one row."""
        found = to_graphql(await context.loaders.load_any([(self.pick(row_id), row_id) for row_id in ids]), context)
        return [found if self.is_list else found[0]] * len(parents)


def by_id(relation: BelongsTo[Any], description: str) -> Any:
    """A field for one row of one table."""
    return declared_field(ById((relation,), lambda _: relation, _one_id), description, _one_id)


def by_key(relation: BelongsTo[Any], ask: Callable[..., Sequence[str]], description: str) -> Any:
    """A field for one row by a key of its own; `ask(viewer, arguments…)` gives that key alone."""
    return declared_field(ById((relation,), lambda _: relation, ask), description, ask)


def by_any_id(possible: Relations, pick: Pick, description: str) -> Any:
    """A field for one row of any of these tables."""
    return declared_field(ById(possible, pick, _one_id), description, _one_id)


def by_ids(possible: Relations, pick: Pick, description: str) -> Any:
    """A field for up to a page of rows of any of these tables, in the order of their ids."""
    return declared_field(ById(possible, pick, _many_ids, is_list=True), description, _many_ids)


def _one_id(
    _viewer: Viewer, id: Annotated[strawberry.ID, strawberry.argument(description="The object's id.")]
) -> Sequence[str]:
    return [id]


def _many_ids(
    _viewer: Viewer, ids: Annotated[list[strawberry.ID], strawberry.argument(description="The objects' ids.")]
) -> Sequence[str]:
    if len(ids) > MAX_PAGE_SIZE:
        raise BadInput(f"'ids' has more than {MAX_PAGE_SIZE} ids.")
    return ids
