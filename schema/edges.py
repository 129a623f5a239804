"""Edges are declared too: to one row, to a page of rows, or to something batched of another kind."""

from collections.abc import Callable
from typing import Annotated, Any

import strawberry
from strawberry import UNSET, Info

from resolvers.activities import Timeline
from resolvers.context import RequestContext
from resolvers.loaders import Batch
from resolvers.pages import Cursors, request_page
from resolvers.relations import BelongsTo, HasMany
from schema.connection import Connection
from schema.declarations import present, present_one

RequestInfo = Info[RequestContext, None]

First = Annotated[int | None, strawberry.argument(description="How many from the start: 0 to 100, 20 unless given.")]
After = Annotated[str | None, strawberry.argument(description="Only what follows this cursor.")]
Last = Annotated[int | None, strawberry.argument(description="How many from the end: 0 to 100; not with `first`.")]
Before = Annotated[str | None, strawberry.argument(description="Only what comes before this cursor.")]

EDGE = "edge"


def belongs_to(relation: BelongsTo[Any], key: str, description: str) -> Any:
    """An edge to the one row whose id stands in the column `key`; null where the column is."""

    async def resolve(root: Any, info: RequestInfo) -> Any:
        row_id = getattr(root.row, key)
        if row_id is None:
            return None
        return present_one(await info.context.loaders.load(relation, row_id), info.context)

    return strawberry.field(resolver=resolve, description=description, metadata={EDGE: (relation, key)})


def points_to(relation: str, key: str, description: str) -> Any:
    """The same where each row says which relation it is, in its attribute `relation`."""

    async def resolve(root: Any, info: RequestInfo) -> Any:
        found = await info.context.loaders.load(getattr(root.row, relation), getattr(root.row, key))
        return present_one(found, info.context)

    return strawberry.field(resolver=resolve, description=description, metadata={EDGE: (relation, key)})


def has_many(relation: HasMany[Any] | Timeline, description: str) -> Any:
    """An edge to a page of the relation's rows, filtered by status where the relation has one."""

    async def resolve_page(
        root: Any,
        info: RequestInfo,
        first: First = UNSET,
        after: After = UNSET,
        last: Last = UNSET,
        before: Before = UNSET,
    ) -> Any:
        return await _connect(relation, root, info.context, (first, after, last, before), None)

    async def resolve_filtered(
        root: Any,
        info: RequestInfo,
        first: First = UNSET,
        after: After = UNSET,
        last: Last = UNSET,
        before: Before = UNSET,
        status: Any = UNSET,
    ) -> Any:
        return await _connect(relation, root, info.context, (first, after, last, before), given(status))

    resolve: Any = resolve_page
    if relation.status is not None:
        resolve = resolve_filtered
        resolve.__annotations__["status"] = Annotated[
            list[relation.status] | None,  # type: ignore[name-defined]
            strawberry.argument(
                description="Only those in one of these. A single literal works; "
                f"declare a variable as `[{relation.status.__name__}!]`."
            ),
        ]
    for unused in ("root", "return"):
        resolve.__annotations__.pop(unused, None)
    return strawberry.field(resolver=resolve, description=description, metadata={EDGE: relation})


def batched(batch: Batch[Any], show: Callable[..., Any], description: str) -> Any:
    """A field read for many parents at once: `show(what was loaded, the parent)` gives its value."""

    async def resolve(root: Any, info: RequestInfo) -> Any:
        return show(await info.context.loaders.load(batch, root.row.id), root)

    return strawberry.field(resolver=resolve, description=description, metadata={EDGE: batch})


def given(argument: Any) -> Any:
    """An argument's value; None where it was left out."""
    return None if argument is UNSET else argument


async def _connect(
    relation: HasMany[Any] | Timeline,
    root: Any,
    context: RequestContext,
    page_arguments: tuple[Any, ...],
    statuses: list[Any] | None,
) -> Connection[Any]:
    cursors = Cursors.of(context.viewer, relation.name, relation.order)
    request = request_page(cursors, relation.child, *map(given, page_arguments))
    wanted = None if statuses is None else tuple(statuses)
    page = await context.loaders.load(relation.page(request, wanted), root.row.id)
    return Connection(
        nodes=[present(row, context, root.surroundings.customer_id) for row in page.rows],
        page=page,
        cursors=cursors,
        count=lambda: context.loaders.load(relation.count(wanted), root.row.id),
    )
