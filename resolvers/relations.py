"""What "the invoices of these customers" means: child table, key, order, filter; and how they are read."""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property, partial
from itertools import groupby
from operator import itemgetter
from typing import Any, Generic, NamedTuple, TypeVar

from sqlalchemy import ColumnElement, Select, func, select
from sqlmodel import SQLModel

from models.billing.customer import Customer
from models.billing.invoice import Invoice, InvoiceStatus
from models.billing.invoice_line import InvoiceLine
from models.billing.payment_intent import PaymentIntent, PaymentIntentStatus
from models.billing.subscription import Subscription, SubscriptionStatus
from models.hydration import hydrate
from models.scoped import column_names, columns_of
from models.values.instant import Instant
from resolvers.paging.orders import BY_POSITION, NEWEST, Order
from resolvers.paging.pages import Page, PageRequest, cut_page, paged
from resolvers.scopes import Reads, Scope, keys_wanted, one_or_among, text_parameter
from storage.statement import Row
from storage.statements import among

Model = TypeVar("Model", bound=SQLModel)
Columns = tuple[str, ...]
# A list has a page for each parent: what a named tuple does beside this takes as long again.
_NEW_PAGE: Callable[[tuple[Any, ...]], Page[Any]] = partial(tuple.__new__, Page)
# `Reads.fetch` or `Reads.fetch_stored`.
Fetch = Callable[..., Awaitable[list[Row]]]


# There is one of each relation, so it is equal to itself alone: what is kept by relations is found quickly.
@dataclass(frozen=True, eq=False)
class BelongsTo(Generic[Model]):
    """The one row of `model` that has this id: a batch of its own, keyed by the id."""

    model: type[Model]

    async def load(self, reads: Reads, now: Instant, keys: list[str]) -> list[Model | None]:
        """One model a key; None for an id that does not exist or is someone else's."""
        columns = tuple(column_names(self.model))
        rows, place = await self._fetch(reads.fetch, keys, columns), columns.index("id")
        found = {row[place]: model for row, model in zip(rows, hydrate(self.model, rows), strict=True)}
        return [found.get(key) for key in keys]

    async def read(self, reads: Reads, now: Instant, keys: list[str], columns: Columns) -> dict[str, Row | None]:
        """The same by key, as rows of these columns, the first of which is the id, as they are stored."""
        rows = await self._fetch(reads.fetch_stored, keys, columns)
        return {**dict.fromkeys(keys), **{row[0]: row for row in rows}}

    def _fetch(self, fetch: Fetch, keys: list[str], columns: Columns) -> Awaitable[list[Row]]:
        return fetch(_rows_with_ids, self.model, columns, len(keys) == 1, **keys_wanted(keys))


@dataclass(frozen=True, eq=False)
class HasMany(Generic[Model]):
    """The rows of `child` whose column `key` holds the parent's id; `status` is the filter's enum."""

    name: str
    child: type[Model]
    key: str
    order: Order = NEWEST
    status: type[StrEnum] | None = None

    def page(self, request: PageRequest, statuses: tuple[StrEnum, ...] | None = None) -> "PageOf[Model]":
        """The batch that reads this page for each parent."""
        return PageOf(self, request, statuses)

    def count(self, statuses: tuple[StrEnum, ...] | None = None) -> "CountOf":
        """The batch that counts each parent's rows."""
        return CountOf(self, statuses)


@dataclass(frozen=True)
class PageOf(Generic[Model]):
    """One page of a relation for each parent: a batch keyed by the parent's id."""

    relation: HasMany[Model]
    request: PageRequest
    statuses: tuple[StrEnum, ...] | None = None

    def __hash__(self) -> int:
        return self._hash

    async def load(self, reads: Reads, now: Instant, keys: list[str]) -> list[Page[Model]]:
        """One page a parent, empty for a parent that is unknown."""
        columns = tuple(column_names(self.relation.child))
        rows, place = await self._fetch(reads.fetch, keys, columns, self._values), columns.index(self.relation.key)
        children = hydrate(self.relation.child, rows)
        by_parent: dict[str, list[Model]] = defaultdict(list)
        for row, child in zip(rows, children, strict=True):
            by_parent[row[place]].append(child)
        pages = self._pages(keys, by_parent.items())
        return [pages[key] for key in keys]

    async def read(self, reads: Reads, now: Instant, keys: list[str], columns: Columns) -> dict[str, Page[Row]]:
        """The same by parent, with rows of these columns, the relation's key among them, as they are stored."""
        rows = await self._fetch(reads.fetch_stored, keys, columns, self._values)
        if len(keys) == 1:
            return {keys[0]: cut_page(rows, self.request)}
        return self._pages(keys, groupby(rows, itemgetter(columns.index(self.relation.key))))

    async def read_rows(self, reads: Reads, now: Instant, keys: list[str], columns: Columns) -> dict[str, list[Row]]:
        """Their rows by parent, with none read beyond them."""
        rows = await self._fetch(reads.fetch_stored, keys, columns, self._exact_values)
        rows = self.request.in_order(rows)
        if len(keys) == 1:
            return {keys[0]: rows}
        place = columns.index(self.relation.key)
        found: dict[str, list[Row]] = {key: [] for key in keys}
        for row in rows:
            found[row[place]].append(row)
        return found

    def _fetch(self, fetch: Fetch, keys: list[str], columns: Columns, values: dict[str, Any]) -> Awaitable[list[Row]]:
        # Of a lone parent the page is what its index gives, with no list to join it to and nothing to sort.
        build = _page_of_one if len(keys) == 1 else _page_of_each
        return fetch(build, self.relation, columns, self._shape, **keys_wanted(keys), **values)

    @cached_property
    def _hash(self) -> int:
        return hash((self.relation, self.request, self.statuses))

    @cached_property
    def _shape(self) -> "_PageShape":
        return _PageShape(self.request.backward, self.request.sides, _is_one(self.statuses))

    @cached_property
    def _values(self) -> dict[str, Any]:
        return {**_statuses_wanted(self.statuses), **self.request.values()}

    @cached_property
    def _exact_values(self) -> dict[str, Any]:
        return {**_statuses_wanted(self.statuses), **self.request.exact_values()}

    def _pages(self, keys: list[str], found: Iterable[tuple[str, Iterable[Any]]]) -> dict[str, Page[Any]]:
        # Most parents of a list have none of some relation, or few: all is known of such pages but their rows.
        request = self.request
        empty: Page[Any] = cut_page([], request)
        most, has_next, has_previous = -1 if request.backward else request.size, empty.has_next, empty.has_previous
        pages = dict.fromkeys(keys, empty)
        for parent, group in found:
            rows = list(group)
            short = len(rows) <= most
            pages[parent] = _NEW_PAGE((rows, has_next, has_previous)) if short else cut_page(rows, request)
        return pages


@dataclass(frozen=True)
class CountOf:
    """How many rows a relation has for each parent: a batch keyed by the parent's id."""

    relation: HasMany[Any]
    statuses: tuple[StrEnum, ...] | None = None

    async def load(self, reads: Reads, now: Instant, keys: list[str]) -> list[int]:
        """One count a parent."""
        wanted = _statuses_wanted(self.statuses)
        rows = await reads.fetch(_count_of_each, self.relation, _is_one(self.statuses), keys=keys, **wanted)
        counts: dict[str, int] = {row[0]: row[1] for row in rows}
        return [counts.get(key, 0) for key in keys]


CUSTOMER = BelongsTo(Customer)
PAYMENT_INTENT = BelongsTo(PaymentIntent)
SUBSCRIPTION = BelongsTo(Subscription)
INVOICE = BelongsTo(Invoice)

PAYMENT_INTENTS_OF_CUSTOMER = HasMany(
    "payment_intents_by_customer_id", PaymentIntent, "customer_id", status=PaymentIntentStatus
)
SUBSCRIPTIONS_OF_CUSTOMER = HasMany(
    "subscriptions_by_customer_id", Subscription, "customer_id", status=SubscriptionStatus
)
INVOICES_OF_CUSTOMER = HasMany("invoices_by_customer_id", Invoice, "customer_id", status=InvoiceStatus)
INVOICES_OF_SUBSCRIPTION = HasMany("invoices_by_subscription_id", Invoice, "subscription_id", status=InvoiceStatus)
LINES_OF_INVOICE = HasMany("lines_by_invoice_id", InvoiceLine, "invoice_id", order=BY_POSITION)


def _rows_with_ids(scope: Scope, model: type[SQLModel], columns: Columns, is_one: bool) -> Select[Any]:
    table = scope.table(model)
    return select(*columns_of(model, table, columns)).where(
        scope.bounds(table), one_or_among(table.c.id, is_one, scope)
    )


def _is_one(statuses: tuple[StrEnum, ...] | None) -> bool | None:
    return None if statuses is None else len(statuses) == 1


def _statuses_wanted(statuses: tuple[StrEnum, ...] | None) -> dict[str, Any]:
    return {} if statuses is None else keys_wanted([status.value for status in statuses], "status", "statuses")


class _PageShape(NamedTuple):
    """What the statement of a page depends on, beside its relation and columns."""

    backward: bool
    sides: tuple[str, ...]
    is_one_status: bool | None


def _page_of_one(scope: Scope, relation: HasMany[Any], columns: Columns, shape: _PageShape) -> Select[Any]:
    table = scope.table(relation.child)
    parent = text_parameter("key")
    rows = select(*columns_of(relation.child, table, columns)).where(*_owns(scope, relation, parent))
    return _page(scope, relation, shape, rows, table, parent)


def _page_of_each(scope: Scope, relation: HasMany[Any], columns: Columns, shape: _PageShape) -> Select[Any]:
    def narrow(rows: Select[Any], table: Any, parent: Any) -> Select[Any]:
        return _page(scope, relation, shape, rows, table, parent)

    pages = scope.pages_of_each(relation.child, narrow)
    chosen = columns_of(relation.child, pages.rows, columns)
    # Parent by parent, so that they need only be cut apart.
    in_order = relation.order.by(pages.rows, shape.backward)
    rows = pages.select(*chosen).where(*_owns(scope, relation, pages.parent))
    return rows.order_by(pages.rows.c[relation.key], *in_order)


def _page(
    scope: Scope, relation: HasMany[Any], shape: _PageShape, rows: Select[Any], table: Any, parent: Any
) -> Select[Any]:
    children = rows.where(*_children(scope, relation, table, parent, shape.is_one_status))
    return paged(children, table, relation.order, shape.backward, shape.sides)


def _count_of_each(scope: Scope, relation: HasMany[Any], is_one_status: bool | None) -> Select[Any]:
    table = scope.table(relation.child)
    key = table.c[relation.key]
    counted = select(key, func.count()).where(*_children(scope, relation, table, key, is_one_status))
    return counted.where(*_owns(scope, relation, key), among(key, "keys", scope.dialect)).group_by(key)


def _owns(scope: Scope, relation: HasMany[Any], parent: Any) -> list[ColumnElement[bool]]:
    return scope.owns_parent(relation.child, relation.key, parent)


def _children(
    scope: Scope, relation: HasMany[Any], table: Any, parent: Any, is_one_status: bool | None
) -> list[ColumnElement[bool]]:
    clauses = [scope.children(table, relation.key, parent)]
    if is_one_status is not None:
        clauses.append(one_or_among(table.c.status, is_one_status, scope, "status", "statuses"))
    return clauses
