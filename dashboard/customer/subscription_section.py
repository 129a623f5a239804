"""The section of a customer's subscriptions: the active ones, those that stand apart, and the latest past ones."""

from typing import NamedTuple

from dashboard.customer.billed_subscriptions import BilledSubscription, bill_all
from dashboard.page.paging import AFTER, BEFORE, Pages, link_pages, read_page
from dashboard.page.query import Query
from dashboard.session.view import View
from models.billing.subscription import Subscription, SubscriptionStatus
from resolvers.paging.cursors import Cursors
from resolvers.paging.pages import Page
from resolvers.relations import SUBSCRIPTIONS_OF_CUSTOMER
from resolvers.subscriptions.current_and_past import list_current_and_past

_NAME = "subscriptions"
_OTHERS = "apart"
PARAMETERS = frozenset(f"{name}_{side}" for name in (_NAME, _OTHERS) for side in (AFTER, BEFORE))

# Those that have not ended, and that a customer nevertheless has not at present.
NAMES_APART = {
    SubscriptionStatus.UNPAID: "Unpaid subscriptions",
    SubscriptionStatus.PAUSED: "Paused subscriptions",
    SubscriptionStatus.INCOMPLETE: "Incomplete subscriptions",
}


class SubscriptionSection(NamedTuple):
    """A page of the active ones, in trial or past due too, one of those that stand apart, and the latest past ones."""

    active: Page[BilledSubscription]
    active_pages: Pages
    others: Page[BilledSubscription]
    other_pages: Pages
    past: Page[BilledSubscription]

    @property
    def apart(self) -> list[tuple[str, list[BilledSubscription]]]:
        """The others under the name of their status, without the statuses that none has."""
        rows = self.others.rows
        of = {
            name: [billed for billed in rows if billed.subscription.status is each]
            for each, name in NAMES_APART.items()
        }
        return [(name, found) for name, found in of.items() if found]

    @property
    def all(self) -> list[BilledSubscription]:
        """All that are shown."""
        return [*self.active.rows, *self.others.rows, *self.past.rows]


async def read_subscriptions(view: View, query: Query, customer_id: str) -> SubscriptionSection:
    """The pages that the URL asks for; raises BadInput."""
    relation = SUBSCRIPTIONS_OF_CUSTOMER
    cursors = Cursors.of(view.viewer, relation.name, relation.order)
    requests = [read_page(query, cursors, Subscription, f"{name}_") for name in (_NAME, _OTHERS)]
    found = await list_current_and_past(view.context, customer_id, *requests)
    active_pages = link_pages(query, cursors, found.current, f"{_NAME}_", _NAME)
    other_pages = link_pages(query, cursors, found.apart, f"{_OTHERS}_", _OTHERS)
    active, others, past = await bill_all(view, customer_id, found)
    return SubscriptionSection(active, active_pages, others, other_pages, past)
