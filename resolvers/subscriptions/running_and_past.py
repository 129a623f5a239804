"""A customer's subscriptions for a page: all that run, and the latest that have ended."""

from typing import Any

from sqlalchemy import CompoundSelect, Select, or_, select, union_all

from models.billing.subscription import ENDED, Subscription
from models.hydration import hydrate
from models.scoped import column_names, columns_of
from resolvers.context import RequestContext
from resolvers.paging.pages import Page
from resolvers.scopes import Scope, text_parameter

MOST_RUNNING = 100
MOST_PAST = 20


async def list_running_and_past(
    context: RequestContext, customer_id: str
) -> tuple[Page[Subscription], Page[Subscription]]:
    """The newest of each, in one statement; a page tells whether there are more."""
    found = hydrate(Subscription, await context.reads.fetch(_running_and_past, key=customer_id))
    running = [row for row in found if row.status not in ENDED]
    past = [row for row in found if row.status in ENDED]
    return _cut(running, MOST_RUNNING), _cut(past, MOST_PAST)


def _cut(rows: list[Subscription], most: int) -> Page[Subscription]:
    newest = sorted(rows, key=_age, reverse=True)
    return Page(newest[:most], len(newest) > most, False)


def _age(row: Subscription) -> tuple[int, str]:
    return row.created_at, row.id


def _running_and_past(scope: Scope) -> CompoundSelect[Any]:
    return union_all(_newest(scope, MOST_RUNNING, has_ended=False), _newest(scope, MOST_PAST, has_ended=True))


def _newest(scope: Scope, most: int, *, has_ended: bool) -> Select[Any]:
    table = scope.table(Subscription, "past" if has_ended else "running")
    ended = or_(*(table.c.status == status for status in sorted(ENDED)))
    newest = (
        select(*columns_of(Subscription, table, column_names(Subscription)))
        .where(scope.bounds(table), table.c.customer_id == text_parameter("key"), ended if has_ended else ~ended)
        .order_by(table.c.created_at.desc(), table.c.id.desc())
        .limit(most + 1)
        .subquery()
    )
    return select(*newest.c)
