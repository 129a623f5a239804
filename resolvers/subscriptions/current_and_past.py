"""A customer's subscriptions for a page: those of at present and those apart, and the latest that have ended."""

from collections.abc import Collection
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, CompoundSelect, Select, literal_column, select, union_all

from models.billing.subscription import APART, CURRENT, ENDED, Subscription, SubscriptionStatus, is_running
from models.hydration import hydrate
from models.scoped import column_names, columns_of
from resolvers.child_statements import PageShape, page_of_one
from resolvers.context import RequestContext
from resolvers.paging.page_requests import PageRequest
from resolvers.paging.pages import Page, cut_page, paged
from resolvers.relations import SUBSCRIPTIONS_OF_CUSTOMER
from resolvers.scopes import Scope, number_parameter, text_parameter

_APART = "apart_"


class CurrentAndPast(NamedTuple):
    """A page of the active ones, in trial or past due too, one of those that stand apart, the newest past ones."""

    current: Page[Subscription]
    apart: Page[Subscription]
    past: Page[Subscription]


class _Side(NamedTuple):
    """What the statement of a page depends on."""

    backward: bool
    sides: tuple[str, ...]


async def list_current_and_past(
    context: RequestContext, customer_id: str, current: PageRequest, apart: PageRequest
) -> CurrentAndPast:
    """The pages, in one statement; all are of one size."""
    newest = PageRequest(current.size)
    past = SUBSCRIPTIONS_OF_CUSTOMER.page(newest, tuple(ENDED))
    shapes = [_Side(request.backward, request.sides) for request in (current, apart)]
    values = {**past.values, **current.values(), **apart.values(_APART)}
    rows = await context.reads.fetch(_current_and_past, *shapes, past.shape, key=customer_id, **values)
    found = hydrate(Subscription, rows)

    def page(statuses: Collection[SubscriptionStatus], request: PageRequest) -> Page[Subscription]:
        return _page([row for row in found if row.status in statuses], request)

    return CurrentAndPast(page(CURRENT, current), page(APART, apart), page(ENDED, newest))


def _page(rows: list[Subscription], request: PageRequest) -> Page[Subscription]:
    # A union has no order.
    order = SUBSCRIPTIONS_OF_CUSTOMER.order
    return cut_page(sorted(rows, key=order.position_of, reverse=order.descending is not request.backward), request)


def _current_and_past(scope: Scope, current: _Side, apart: _Side, past: PageShape) -> CompoundSelect[Any]:
    pages = (
        _running(scope, "current", CURRENT, current),
        _running(scope, "apart", APART, apart, _APART),
        page_of_one(scope, SUBSCRIPTIONS_OF_CUSTOMER, tuple(column_names(Subscription)), past),
    )
    return union_all(*(select(*page.subquery().c) for page in pages))


def _running(
    scope: Scope, name: str, statuses: Collection[SubscriptionStatus], side: _Side, prefix: str = ""
) -> Select[Any]:
    table = scope.table(Subscription, name)
    # Written out, so that no parameter is bound at each run.
    named: list[ColumnElement[str]] = [literal_column(f"'{status}'") for status in sorted(statuses)]
    rows = select(*columns_of(Subscription, table, tuple(column_names(Subscription)))).where(
        scope.bounds(table),
        table.c.customer_id == text_parameter("key"),
        is_running(table.stored, number_parameter("now")),
        table.stored.status.in_(named),
    )
    return paged(rows, table, SUBSCRIPTIONS_OF_CUSTOMER.order, side.backward, side.sides, prefix)
