"""Fields that lead to a page of rows: `connection`, `has_many`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from inspect import signature
from typing import Annotated, Any

import strawberry
from strawberry import UNSET

from models.access.viewer import Viewer
from resolvers.activity.timeline import Timeline
from resolvers.batches import Batch
from resolvers.belongs_to import BelongsTo
from resolvers.context import RequestContext
from resolvers.customers.customers import WHOLE_LIST
from resolvers.has_many import HasMany
from resolvers.paging.cursors import Cursors
from resolvers.paging.orders import Order
from resolvers.paging.page_requests import PageRequest, request_page
from resolvers.paging.pages import Page
from schema.connections.connection import Connection
from schema.connections.page_parts import PageOfList
from schema.declarations.arguments import given
from schema.declarations.field import declared_field
from schema.declarations.row_types import to_graphql
from storage.concurrency.turns import Turns

First = Annotated[int | None, strawberry.argument(description="How many from the start: 0 to 100, 20 unless given.")]
After = Annotated[str | None, strawberry.argument(description="Only what follows this cursor.")]
Last = Annotated[int | None, strawberry.argument(description="How many from the end: 0 to 100; not with `first`.")]
Before = Annotated[str | None, strawberry.argument(description="Only what comes before this cursor.")]


@dataclass(frozen=True, slots=True)
class ConnectionRequest:
    """What the arguments of a connection ask for: two batches, and the cursors of the list.

    `matches` is of a list that can be searched: a batch keyed by the rows' ids.
    """

    page: Batch[Any]
    count: Batch[int]
    cursors: Cursors
    matches: Batch[Any] | None = None


@dataclass(frozen=True, slots=True)
class ToMany:
    """A page of rows of `child`, which is a model or a kind of object that a batch makes.

    `ask(viewer, arguments…)` says which page, in one of the `orders`; it raises BadInput for wrong arguments. Both
    batches are keyed by the parent's column `key`, which is None for a list without a parent. Where `known_as` is
    given, rows of the page need not be read again when this relation is asked for one of them.
    """

    child: type[Any]
    ask: Callable[..., ConnectionRequest]
    orders: tuple[Order, ...]
    key: str | None = "id"
    known_as: BelongsTo[Any] | None = None

    async def resolve_all(
        self, parents: Sequence[Any], context: RequestContext, asked: ConnectionRequest
    ) -> list[Connection[Any]]:
        """The page of each parent; its rows are counted only when that is asked for."""
        keys = [WHOLE_LIST if self.key is None else getattr(parent.row, self.key) for parent in parents]
        pages = await context.loaders.load_all(asked.page, keys)
        if self.known_as is not None:
            context.loaders.remember(self.known_as, {row.id: row for page in pages for row in page.rows})
        turns, connections = Turns(), []
        for parent, key, page in zip(parents, keys, pages, strict=True):
            connections.append(self._connection(parent, key, page, context, asked))
            await turns.pass_if_over()
        return connections

    def _connection(
        self, parent: Any, key: str, page: Page[Any], context: RequestContext, asked: ConnectionRequest
    ) -> Connection[Any]:
        customer_id = None if parent is None else parent.row_context.customer_id
        return Connection(
            nodes=to_graphql(page.rows, context, customer_id),
            of=PageOfList(page, asked.cursors),
            count=lambda: context.loaders.load(asked.count, key),
            matches=asked.matches,
        )


def connection(declared: ToMany, description: str) -> Any:
    """A field for a page of rows."""
    return declared_field(declared, description, declared.ask)


def has_many(relation: HasMany[Any] | Timeline, description: str) -> Any:
    """A field for a page of the relation's rows, which can be filtered by status where the relation has a status."""
    return connection(ToMany(relation.child, _ask_of(relation), (relation.order,)), description)


def page_request(cursors: Cursors, model: type[Any], first: Any, after: Any, last: Any, before: Any) -> PageRequest:
    """The page that the four arguments ask for, each of which may be left out; raises BadInput."""
    return request_page(cursors, model, *map(given, (first, after, last, before)))


def _ask_of(relation: HasMany[Any] | Timeline) -> Callable[..., ConnectionRequest]:
    def ask(
        viewer: Viewer,
        first: First = UNSET,
        after: After = UNSET,
        last: Last = UNSET,
        before: Before = UNSET,
        status: Any = UNSET,
    ) -> ConnectionRequest:
        cursors = Cursors.of(viewer, relation.name, relation.order)
        request = page_request(cursors, relation.child, first, after, last, before)
        wanted = given(status)
        statuses = None if wanted is None else tuple(wanted)
        return ConnectionRequest(relation.page(request, statuses), relation.count(statuses), cursors)

    *others, status = signature(ask).parameters.values()
    if relation.status is not None:
        others.append(status.replace(annotation=_status_argument(relation.status)))
    ask.__signature__ = signature(ask).replace(parameters=others)  # type: ignore[attr-defined]
    return ask


def _status_argument(status: Any) -> Any:
    description = f"Only those in one of these. A single literal works; declare a variable as `[{status.__name__}!]`."
    return Annotated[list[status] | None, strawberry.argument(description=description)]
