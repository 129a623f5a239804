"""The arguments of the list of customers."""

from typing import Annotated

import strawberry
from strawberry import UNSET

from models.access.viewer import Viewer
from models.billing.customer import Customer
from resolvers.customers.customers import CUSTOMERS, CountOfCustomers, PageOfCustomers
from resolvers.customers.filter.customer_filter import ORDERS, CustomerOrder, order_of
from resolvers.paging.cursors import Cursors
from resolvers.relations import CUSTOMER
from resolvers.search.matches import MatchesOfSearch
from schema.connections.to_many import After, Before, ConnectionRequest, First, Last, ToMany, page_request
from schema.declarations.arguments import given
from schema.inputs.customer_filter import CustomerFilter, customer_conditions


def ask_customers(
    viewer: Viewer,
    first: First = UNSET,
    after: After = UNSET,
    last: Last = UNSET,
    before: Before = UNSET,
    search: Annotated[
        str | None,
        strawberry.argument(
            description="What is known of a customer: an id of theirs or of what is theirs, words or beginnings of a "
            "name or an e-mail, a phone or an invoice number, the last four digits of a card, an amount with its "
            "currency, or a value of their metadata or of a payment's. Case, accents and signs make no difference. "
            'Copied texts are read as what they name: a link with an id, "Ada <ada@example.com>", "Invoice #A-1", '
            '"Visa •••• 4242".'
        ),
    ] = UNSET,
    filter: Annotated[CustomerFilter | None, strawberry.argument(description="What they must have.")] = UNSET,
    order_by: Annotated[
        CustomerOrder | None,
        strawberry.argument(description="Which come first: unless given NEWEST, and of a search RELEVANCE."),
    ] = UNSET,
) -> ConnectionRequest:
    """The page that the arguments ask for; raises BadInput."""
    conditions = customer_conditions(given(search), given(filter))
    order = order_of(conditions, given(order_by))
    cursors = Cursors.of(viewer, CUSTOMERS, ORDERS[order])
    request = page_request(cursors, Customer, first, after, last, before)
    page, count = PageOfCustomers(conditions, order, request), CountOfCustomers(conditions)
    return ConnectionRequest(page, count, cursors, MatchesOfSearch(conditions.searched))


CUSTOMER_LIST = ToMany(Customer, ask_customers, tuple(ORDERS.values()), key=None, known_as=CUSTOMER)
