"""A customer's subscriptions for a page: those that run, a page at a time, and the latest that have ended."""

import asyncio

from models.billing.subscription import ENDED, Subscription, SubscriptionStatus
from resolvers.context import RequestContext
from resolvers.paging.page_requests import PageRequest
from resolvers.paging.pages import Page
from resolvers.relations import SUBSCRIPTIONS_OF_CUSTOMER

MOST_PAST = 20
_RUNNING = tuple(status for status in SubscriptionStatus if status not in ENDED)


async def list_running_and_past(
    context: RequestContext, customer_id: str, request: PageRequest
) -> tuple[Page[Subscription], Page[Subscription]]:
    """The page of those that run, and the newest past ones; a page tells whether there are more."""
    load, relation = context.loaders.load, SUBSCRIPTIONS_OF_CUSTOMER
    return await asyncio.gather(
        load(relation.page(request, _RUNNING), customer_id),
        load(relation.page(PageRequest(MOST_PAST), tuple(ENDED)), customer_id),
    )
