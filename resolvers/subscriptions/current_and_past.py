"""A customer's subscriptions for a page: those of at present, a page at a time, and the latest that have ended."""

from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, literal_column, select, union_all

from models.billing.subscription import CURRENT, ENDED, Subscription, is_running
from models.hydration import hydrate
from models.scoped import column_names, columns_of
from resolvers.child_statements import PageShape, page_of_one
from resolvers.context import RequestContext
from resolvers.paging.page_requests import PageRequest
from resolvers.paging.pages import Page, cut_page, paged
from resolvers.relations import SUBSCRIPTIONS_OF_CUSTOMER
from resolvers.scopes import Scope, number_parameter, text_parameter


async def list_current_and_past(
    context: RequestContext, customer_id: str, request: PageRequest
) -> tuple[Page[Subscription], Page[Subscription]]:
    """The page of the active ones, in trial or past due too, and as many of the newest past ones, in one statement."""
    newest = PageRequest(request.size)
    past = SUBSCRIPTIONS_OF_CUSTOMER.page(newest, tuple(ENDED))
    values = {**past.values, **request.values()}
    rows = await context.reads.fetch(
        _current_and_past, request.backward, request.sides, past.shape, key=customer_id, **values
    )
    found = hydrate(Subscription, rows)
    current = [row for row in found if row.status in CURRENT]
    ended = [row for row in found if row.status in ENDED]
    return _page(current, request), _page(ended, newest)


def _page(rows: list[Subscription], request: PageRequest) -> Page[Subscription]:
    # A union has no order.
    order = SUBSCRIPTIONS_OF_CUSTOMER.order
    return cut_page(sorted(rows, key=order.position_of, reverse=order.descending is not request.backward), request)


def _current_and_past(scope: Scope, backward: bool, sides: tuple[str, ...], past: PageShape) -> CompoundSelect[Any]:
    relation, columns = SUBSCRIPTIONS_OF_CUSTOMER, tuple(column_names(Subscription))
    table = scope.table(Subscription, "current")
    # Written out, so that no parameter is bound at each run.
    statuses: list[ColumnElement[str]] = [literal_column(f"'{status}'") for status in sorted(CURRENT)]
    current = select(*columns_of(Subscription, table, columns)).where(
        scope.bounds(table),
        table.c.customer_id == text_parameter("key"),
        is_running(table.stored, number_parameter("now")),
        table.stored.status.in_(statuses),
    )
    pages = paged(current, table, relation.order, backward, sides), page_of_one(scope, relation, columns, past)
    return union_all(*(select(*page.subquery().c) for page in pages))
