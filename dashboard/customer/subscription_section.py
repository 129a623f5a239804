"""The section of a customer's subscriptions: the active ones, those that stand apart, and the latest past ones."""

from typing import NamedTuple

from dashboard.customer.billed_subscriptions import BilledSubscription, list_subscriptions
from dashboard.page.paging import AFTER, BEFORE, Pages, link_pages, read_page
from dashboard.page.query import Query
from dashboard.session.view import View
from models.billing.subscription import CURRENT, Subscription, SubscriptionStatus
from resolvers.paging.cursors import Cursors
from resolvers.paging.pages import Page
from resolvers.relations import SUBSCRIPTIONS_OF_CUSTOMER

_NAME = "subscriptions"
_PREFIX = f"{_NAME}_"
PARAMETERS = frozenset({_PREFIX + AFTER, _PREFIX + BEFORE})

# Those that have not ended, and that a customer nevertheless has not at present.
APART = {
    SubscriptionStatus.UNPAID: "Unpaid subscriptions",
    SubscriptionStatus.PAUSED: "Paused subscriptions",
    SubscriptionStatus.INCOMPLETE: "Incomplete subscriptions",
}


class SubscriptionSection(NamedTuple):
    """`running` are all that have not ended, and `pages` lead to the other ones."""

    running: Page[BilledSubscription]
    pages: Pages
    past: Page[BilledSubscription]

    @property
    def active(self) -> list[BilledSubscription]:
        """Those that are active, in trial or past due."""
        return [billed for billed in self.running.rows if billed.subscription.status in CURRENT]

    @property
    def apart(self) -> list[tuple[str, list[BilledSubscription]]]:
        """The others under the name of their status, without the statuses that none has."""
        rows = self.running.rows
        of = {name: [billed for billed in rows if billed.subscription.status is each] for each, name in APART.items()}
        return [(name, found) for name, found in of.items() if found]


async def read_subscriptions(view: View, query: Query, customer_id: str) -> SubscriptionSection:
    """The page that the URL asks for; raises BadInput."""
    relation = SUBSCRIPTIONS_OF_CUSTOMER
    cursors = Cursors.of(view.viewer, relation.name, relation.order)
    request = read_page(query, cursors, Subscription, _PREFIX)
    running, past = await list_subscriptions(view, customer_id, request)
    rows = [billed.subscription for billed in running.rows]
    pages = link_pages(query, cursors, Page(rows, running.has_next, running.has_previous), _PREFIX, _NAME)
    return SubscriptionSection(running, pages, past)
