"""The list of customers: searched, filtered, ordered, a page at a time."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, select, union_all
from sqlmodel import SQLModel

from models.customer import Customer, CustomerWord
from models.hydration import hydrate
from models.instant import Instant
from models.invoice import Invoice, InvoiceStatus, overdue_clause
from models.naming import SORTS_LAST, fold, words
from models.statements import among
from models.subscription import Subscription, SubscriptionStatus
from resolvers.context import RequestContext
from resolvers.errors import BadInput, Forbidden
from resolvers.orders import BY_NAME, NEWEST, OLDEST, Order
from resolvers.pages import Page, PageRequest, cut_page, paged
from resolvers.relations import CUSTOMER
from resolvers.scopes import Scope, number_parameter, text_parameter

CUSTOMERS = "customers"
MAX_SEARCH_LENGTH = 200
MAX_SEARCH_WORDS = 8


class CustomerOrder(StrEnum):
    """How a list of customers is ordered."""

    NEWEST = "NEWEST"
    OLDEST = "OLDEST"
    NAME = "NAME"


ORDERS: dict[CustomerOrder, Order] = {
    CustomerOrder.NEWEST: NEWEST,
    CustomerOrder.OLDEST: OLDEST,
    CustomerOrder.NAME: BY_NAME,
}


@dataclass(frozen=True, slots=True)
class CustomerFilter:
    """Each part that is given narrows the list; `search` is exact for ids, e-mails and invoice numbers."""

    search: str | None = None
    subscription_status: tuple[SubscriptionStatus, ...] | None = None
    invoice_status: tuple[InvoiceStatus, ...] | None = None
    overdue: bool | None = None
    created_from: Instant | None = None
    created_before: Instant | None = None

    @property
    def searched(self) -> str | None:
        """What is searched, without the space around it; None for a blank search, which asks for everything."""
        return (self.search or "").strip() or None

    def parts(self) -> tuple[Any, ...]:
        """The statement's shape: which parts are given, and how many words are searched."""
        given = tuple(name for name in _CLAUSES if getattr(self, name) is not None)
        return given, self.overdue, len(self._words())

    def values(self, now: Instant) -> dict[str, Any]:
        """What the statement's parameters are bound to."""
        search = self.searched or ""
        bound: dict[str, Any] = {
            "search": search,
            "folded": fold(search),
            "subscription_statuses": self.subscription_status,
            "invoice_statuses": self.invoice_status,
            "created_from": self.created_from,
            "created_before": self.created_before,
            "now": now,
        }
        for index, word in enumerate(self._words()):
            bound |= {f"word_{index}": word, f"word_{index}_end": word + SORTS_LAST}
        return bound

    def _words(self) -> list[str]:
        return words(self.search or "")[:MAX_SEARCH_WORDS]


async def list_customers(
    context: RequestContext, wanted: CustomerFilter, order: CustomerOrder, request: PageRequest
) -> Page[Customer]:
    """One page of the customers that match; raises Forbidden, and BadInput for a search that is too long."""
    if not context.viewer.may_list:
        raise Forbidden("A customer's token can't list customers.")
    if wanted.search is not None and len(wanted.search) > MAX_SEARCH_LENGTH:
        raise BadInput(f"'search' is longer than {MAX_SEARCH_LENGTH} characters.")
    rows = await context.reads.fetch(
        _customer_page,
        wanted.parts(),
        ORDERS[order],
        request.backward,
        request.sides,
        **wanted.values(context.now),
        **request.values(),
    )
    page = cut_page(hydrate(Customer, rows), request)
    context.loaders.remember(CUSTOMER, {row.id: row for row in page.rows})
    return page


async def count_customers(context: RequestContext, wanted: CustomerFilter) -> int:
    """How many customers match."""
    rows = await context.reads.fetch(_customer_count, wanted.parts(), **wanted.values(context.now))
    count: int = rows[0][0]
    return count


def _customer_page(
    scope: Scope, parts: tuple[Any, ...], order: Order, backward: bool, sides: tuple[str, ...]
) -> Select[Any]:
    customer = scope.table(Customer, "customer")
    matching = select(*customer.c).where(*_matching(scope, customer, parts))
    return paged(matching, customer, order, backward, sides)


def _customer_count(scope: Scope, parts: tuple[Any, ...]) -> Select[Any]:
    customer = scope.table(Customer, "customer")
    return select(func.count()).select_from(customer).where(*_matching(scope, customer, parts))


def _matching(scope: Scope, customer: Any, parts: tuple[Any, ...]) -> list[ColumnElement[bool]]:
    given, overdue, word_count = parts
    narrowed = [_CLAUSES[name](scope, customer, overdue, word_count) for name in given]
    return [scope.bounds(customer), *narrowed]


def _search(scope: Scope, customer: Any, _overdue: bool, word_count: int) -> ColumnElement[bool]:
    # A union of ids, each found in an index of its own: an "or" would make SQLite look at every customer.
    invoice, owner = scope.table(Invoice, "numbered"), scope.table(Customer, "owner")
    found = [
        select(text_parameter("search")),
        select(owner.c.id).where(scope.bounds(owner), owner.c.email_folded == text_parameter("folded")),
        select(invoice.c.customer_id).where(scope.bounds(invoice), invoice.c.number == text_parameter("search")),
    ]
    if word_count:
        found.append(_named(scope, word_count))
    matches: ColumnElement[bool] = customer.c.id.in_(union_all(*found))
    return matches


def _named(scope: Scope, word_count: int) -> Select[Any]:
    first, *others = (_has_word(scope, index) for index in range(word_count))
    ids = first.selected_columns[0]
    return first.where(*(ids.in_(other) for other in others))


def _has_word(scope: Scope, index: int) -> Select[Any]:
    word = scope.table(CustomerWord, f"word_table_{index}")
    return select(word.c.customer_id).where(
        scope.bounds(word),
        word.c.word >= text_parameter(f"word_{index}"),
        word.c.word < text_parameter(f"word_{index}_end"),
    )


def _has(
    scope: Scope, customer: Any, model: type[SQLModel], which: Callable[[Any], ColumnElement[bool]]
) -> ColumnElement[bool]:
    table = scope.table(model)
    return exists().where(scope.bounds(table), table.c.customer_id == customer.c.id, which(table))


def _subscription_status(scope: Scope, customer: Any, *_: Any) -> ColumnElement[bool]:
    return _has(
        scope,
        customer,
        Subscription,
        lambda table: among(table.c.status, "subscription_statuses", scope.dialect),
    )


def _invoice_status(scope: Scope, customer: Any, *_: Any) -> ColumnElement[bool]:
    return _has(scope, customer, Invoice, lambda table: among(table.c.status, "invoice_statuses", scope.dialect))


def _overdue(scope: Scope, customer: Any, overdue: bool, *_: Any) -> ColumnElement[bool]:
    late = _has(scope, customer, Invoice, lambda table: overdue_clause(table.c, number_parameter("now")))
    return late if overdue else ~late


def _created_from(_scope: Scope, customer: Any, *_: Any) -> Any:
    return customer.c.created_at >= number_parameter("created_from")


def _created_before(_scope: Scope, customer: Any, *_: Any) -> Any:
    return customer.c.created_at < number_parameter("created_before")


_CLAUSES = {
    "searched": _search,
    "subscription_status": _subscription_status,
    "invoice_status": _invoice_status,
    "overdue": _overdue,
    "created_from": _created_from,
    "created_before": _created_before,
}
