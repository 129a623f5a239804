"""The section of a customer's subscriptions: those that run, with pages of their own, and the latest past ones."""

from typing import NamedTuple

from dashboard.customer.billed_subscriptions import BilledSubscription, list_subscriptions
from dashboard.page.paging import AFTER, BEFORE, Pages, link_pages, read_page
from dashboard.page.query import Query
from dashboard.session.view import View
from models.billing.subscription import Subscription
from resolvers.paging.cursors import Cursors
from resolvers.paging.pages import Page
from resolvers.relations import SUBSCRIPTIONS_OF_CUSTOMER

_NAME = "subscriptions"
_PREFIX = f"{_NAME}_"
PARAMETERS = frozenset({_PREFIX + AFTER, _PREFIX + BEFORE})


class SubscriptionSection(NamedTuple):
    """`pages` lead to the other running ones."""

    running: Page[BilledSubscription]
    pages: Pages
    past: Page[BilledSubscription]


async def read_subscriptions(view: View, query: Query, customer_id: str) -> SubscriptionSection:
    """The page that the URL asks for; raises BadInput."""
    relation = SUBSCRIPTIONS_OF_CUSTOMER
    cursors = Cursors.of(view.viewer, relation.name, relation.order)
    request = read_page(query, cursors, Subscription, _PREFIX)
    running, past = await list_subscriptions(view, customer_id, request)
    rows = [billed.subscription for billed in running.rows]
    pages = link_pages(query, cursors, Page(rows, running.has_next, running.has_previous), _PREFIX, _NAME)
    return SubscriptionSection(running, pages, past)
