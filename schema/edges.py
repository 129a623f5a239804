"""Edges are declared too: to one row, to a page of rows, or to something batched of another kind."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

import strawberry
from strawberry import UNSET, Info

from models.access.viewer import Viewer
from resolvers.activity.timeline import Timeline
from resolvers.context import RequestContext
from resolvers.loaders import Batch
from resolvers.paging.orders import Order
from resolvers.paging.pages import Cursors, request_page
from resolvers.relations import BelongsTo, HasMany
from schema.connection import Connection
from schema.declarations import DECLARED, Through, present

RequestInfo = Info[RequestContext, None]

First = Annotated[int | None, strawberry.argument(description="How many from the start: 0 to 100, 20 unless given.")]
After = Annotated[str | None, strawberry.argument(description="Only what follows this cursor.")]
Last = Annotated[int | None, strawberry.argument(description="How many from the end: 0 to 100; not with `first`.")]
Before = Annotated[str | None, strawberry.argument(description="Only what comes before this cursor.")]


@dataclass(frozen=True, slots=True)
class ToOne:
    """The row whose id stands in the column `key`."""

    relation: BelongsTo[Any]
    key: str


@dataclass(frozen=True, slots=True)
class ById:
    """The rows that have the ids given as arguments: `pick` knows the relation of each, one of `possible` or None."""

    possible: tuple[BelongsTo[Any], ...]
    pick: Callable[[str], BelongsTo[Any] | None]
    ids: Callable[..., Sequence[str]]


@dataclass(frozen=True, slots=True)
class Asked:
    """What the arguments of a connection ask for."""

    page: Batch[Any]
    count: Batch[int]
    cursors: Cursors


@dataclass(frozen=True, slots=True)
class ToMany:
    """A page of rows of `child`, which is a table or what a batch makes itself.

    `ask(viewer, arguments…)` says which page, and raises what is wrong with the arguments. `key` is the parent's column
    that both batches are keyed by, None for a list that has no parent, and `child_key` the children's that holds it,
    where they are a table's. The rows need not be read again where `known_as` is asked for one of them. They may come
    in one of the `orders`.
    """

    child: type[Any]
    ask: Callable[..., Asked]
    orders: tuple[Order, ...]
    key: str | None = "id"
    child_key: str | None = None
    known_as: BelongsTo[Any] | None = None


@dataclass(frozen=True, slots=True)
class PointsTo:
    """The row that each parent names in two attributes: its relation, one of `possible`, and its id."""

    possible: tuple[BelongsTo[Any], ...]
    relation: str
    key: str


@dataclass(frozen=True, slots=True)
class Batched:
    """A value read for many parents at once, by their ids.

    It is `through(what was loaded of each batch, columns…, needs…)`, with what `ask(viewer, arguments…)` gives
    behind them where there is an `ask`. `needs` names attributes of `Surroundings`.
    """

    batches: tuple[Batch[Any], ...]
    through: Through
    columns: tuple[str, ...]
    needs: tuple[str, ...] = ()
    ask: Callable[..., Any] | None = None

    async def resolve(self, root: Any, info: RequestInfo, *asked: Any) -> Any:
        """The value for one parent."""
        context, around = info.context, root.surroundings
        loaded = [await context.loaders.load(batch, root.row.id) for batch in self.batches]
        columns = [getattr(root.row, name) for name in self.columns]
        needed = [getattr(around, need) for need in self.needs]
        return present(self.through(*loaded, *columns, *needed, *asked), context, around.customer_id)


def belongs_to(relation: BelongsTo[Any], key: str, description: str) -> Any:
    """An edge to the one row whose id stands in the column `key`; null where the column is."""

    async def resolve(root: Any, info: RequestInfo) -> Any:
        row_id = getattr(root.row, key)
        if row_id is None:
            return None
        return present(await info.context.loaders.load(relation, row_id), info.context)

    return strawberry.field(resolver=resolve, description=description, metadata={DECLARED: ToOne(relation, key)})


def points_to(possible: tuple[BelongsTo[Any], ...], relation: str, key: str, description: str) -> Any:
    """The same where each row says which of the `possible` relations it is, in its attribute `relation`."""

    async def resolve(root: Any, info: RequestInfo) -> Any:
        return present(
            await info.context.loaders.load(getattr(root.row, relation), getattr(root.row, key)), info.context
        )

    declared = PointsTo(possible, relation, key)
    return strawberry.field(resolver=resolve, description=description, metadata={DECLARED: declared})


def has_many(relation: HasMany[Any] | Timeline, description: str) -> Any:
    """An edge to a page of the relation's rows, filtered by status where the relation has one."""

    def ask(
        viewer: Viewer,
        first: int | None = UNSET,
        after: str | None = UNSET,
        last: int | None = UNSET,
        before: str | None = UNSET,
        status: Iterable[Any] | None = UNSET,
    ) -> Asked:
        cursors = Cursors.of(viewer, relation.name, relation.order)
        request = request_page(cursors, relation.child, *map(given, (first, after, last, before)))
        wanted = given(status)
        statuses = None if wanted is None else tuple(wanted)
        return Asked(relation.page(request, statuses), relation.count(statuses), cursors)

    async def resolve_page(
        root: Any,
        info: RequestInfo,
        first: First = UNSET,
        after: After = UNSET,
        last: Last = UNSET,
        before: Before = UNSET,
    ) -> Any:
        asked = ask(info.context.viewer, first, after, last, before)
        return await connect(asked, info.context, root.row.id, root.surroundings.customer_id)

    async def resolve_filtered(
        root: Any,
        info: RequestInfo,
        first: First = UNSET,
        after: After = UNSET,
        last: Last = UNSET,
        before: Before = UNSET,
        status: Any = UNSET,
    ) -> Any:
        asked = ask(info.context.viewer, first, after, last, before, status)
        return await connect(asked, info.context, root.row.id, root.surroundings.customer_id)

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
    child_key = relation.key if isinstance(relation, HasMany) else None
    declared = ToMany(relation.child, ask, (relation.order,), child_key=child_key)
    return strawberry.field(resolver=resolve, description=description, metadata={DECLARED: declared})


def batched(batch: Batch[Any], through: Through, *columns: str, description: str) -> Any:
    """A field read for many parents at once: `through(what was loaded, columns…)` gives its value."""

    declared = Batched((batch,), through, columns)

    async def resolve(root: Any, info: RequestInfo) -> Any:
        return await declared.resolve(root, info)

    return strawberry.field(resolver=resolve, description=description, metadata={DECLARED: declared})


async def connect(asked: Asked, context: RequestContext, key: str, customer_id: str | None = None) -> Connection[Any]:
    """The page that was asked for, with its count still to come."""
    page = await context.loaders.load(asked.page, key)
    return Connection(
        nodes=present(page.rows, context, customer_id),
        page=page,
        cursors=asked.cursors,
        count=lambda: context.loaders.load(asked.count, key),
    )


def given(argument: Any) -> Any:
    """An argument's value; None where it was left out."""
    return None if argument is UNSET else argument
