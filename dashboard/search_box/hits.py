"""Hits of the search box, with why each was found and where it opens."""

from typing import NamedTuple

from dashboard.search_box.destinations import url_of_match
from dashboard.session.view import View
from dashboard.wording.matches import describe_match
from dashboard.wording.names import customer_title
from models.billing.customer import Customer
from models.search.search_match import SearchMatch
from resolvers.customers.customers import list_customers
from resolvers.customers.filter.customer_filter import CustomerFilter, CustomerOrder
from resolvers.customers.recent_customers import list_recent_customers
from resolvers.paging.page_requests import PageRequest
from resolvers.search.matches import list_matches

MOST_SHOWN = 8


class Hit(NamedTuple):
    """A customer: `why` says what was found, or how they are reached where they were only viewed before."""

    title: str
    why: str
    url: str


class Hits(NamedTuple):
    """The first hits, and whether there are others."""

    shown: list[Hit]
    has_more: bool = False


async def find_hits(view: View, text: str, most: int = MOST_SHOWN) -> Hits:
    """The best `most` hits of a text; raises BadInput for one that is too long."""
    wanted = CustomerFilter(search=text)
    page = await list_customers(view.context, wanted, CustomerOrder.RELEVANCE, PageRequest(most))
    matches = await list_matches(view.context, text, page.rows)
    hits = [_hit(view, customer, match) for customer, match in zip(page.rows, matches, strict=True)]
    return Hits(hits, page.has_next)


async def list_recent(view: View) -> Hits:
    """Those whom the operator viewed last."""
    return Hits([_hit(view, customer, None) for customer in await list_recent_customers(view.context, MOST_SHOWN)])


def _hit(view: View, customer: Customer, match: SearchMatch | None) -> Hit:
    title = customer_title(customer)
    shown = customer.email or customer.id
    why = shown if match is None or match.text == title else describe_match(match, view.formats.money)
    return Hit(title, why, url_of_match(view, customer.id, match))
