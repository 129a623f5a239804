"""What was cancelled of all customers' subscriptions, the latest first."""

from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, ClassVar

from sqlalchemy import BigInteger, ColumnElement, CompoundSelect, Select, String, column, select, table

from models.billing.subscription import Subscription, SubscriptionStatus
from models.hydration import hydrate
from models.scoped import column_names, columns_of
from models.values.instant import Instant
from resolvers.context import RequestContext
from resolvers.paging.orders import Order
from resolvers.paging.page_requests import PageRequest
from resolvers.paging.pages import Page, cut_page, paged
from resolvers.scopes import Scope, number_parameter
from storage.unions import union_ordered

LATEST = Order("latest_cancelled", ("at", "id"), descending=True)


@dataclass(frozen=True, slots=True)
class Cancelled:
    """A subscription that was cancelled at a moment: when somebody asked for it, else when it ended."""

    # The columns exist only for the order and its cursors.
    __table__: ClassVar[Any] = table("cancelled", column("at", BigInteger), column("id", String))

    at: Instant
    id: str
    subscription: Subscription


@dataclass(frozen=True, slots=True)
class Span:
    """From a moment on, and before another; None is no bound."""

    begins: Instant | None = None
    ends: Instant | None = None


async def list_cancellations(context: RequestContext, span: Span, request: PageRequest) -> Page[Cancelled]:
    """A page, in one statement. What expired before its first payment was never had, and is not among them.

    What is scheduled to end is among them from the moment when that was asked for.
    """
    bounds = {"begins": span.begins, "ends": span.ends}
    given = {name: moment for name, moment in bounds.items() if moment is not None}
    shape = (request.backward, request.sides, tuple(given))
    rows = await context.reads.fetch(_cancellations, *shape, **given, **request.values())
    found = [_cancelled(subscription) for subscription in hydrate(Subscription, rows)]
    # A union has no order.
    found.sort(key=LATEST.position_of, reverse=LATEST.descending is not request.backward)
    return cut_page(found, request)


def _cancelled(subscription: Subscription) -> Cancelled:
    at = subscription.cancellation_requested_at or subscription.ended_at
    assert at is not None  # noqa: S101
    return Cancelled(at, subscription.id, subscription)


def _cancellations(scope: Scope, backward: bool, sides: tuple[str, ...], given: tuple[str, ...]) -> CompoundSelect[Any]:
    requested, ended = (scope.table(Subscription, name) for name in ("requested", "ended"))
    without_request = (
        ended.stored.cancellation_requested_at.is_(None),
        ended.stored.status != SubscriptionStatus.INCOMPLETE_EXPIRED,
    )
    pages = (
        _page(scope, requested, requested.stored.cancellation_requested_at, (), backward, sides, given),
        _page(scope, ended, ended.stored.ended_at, without_request, backward, sides, given),
    )
    return union_ordered(pages)


def _page(
    scope: Scope,
    rows: Any,
    at: Any,
    conditions: tuple[ColumnElement[bool], ...],
    backward: bool,
    sides: tuple[str, ...],
    given: tuple[str, ...],
) -> Select[Any]:
    within = {"begins": at >= number_parameter("begins"), "ends": at < number_parameter("ends")}
    found = select(*columns_of(Subscription, rows, column_names(Subscription))).where(
        scope.bounds(rows), at.is_not(None), *conditions, *(within[name] for name in given)
    )
    return paged(found, SimpleNamespace(c={"at": at, "id": rows.c.id}), LATEST, backward, sides)
