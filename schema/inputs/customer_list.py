"""The arguments of the list of customers."""

from typing import Annotated

import strawberry
from strawberry import UNSET

from models.access.viewer import Viewer
from models.billing.customer import Customer
from resolvers.customers.customers import CUSTOMERS, ORDERS, CountOfCustomers, CustomerOrder, PageOfCustomers
from resolvers.paging.cursors import Cursors
from resolvers.relations import CUSTOMER
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
            description="An exact id, e-mail or invoice number, or words of a name: beginnings are "
            "enough, in any case and script."
        ),
    ] = UNSET,
    filter: Annotated[CustomerFilter | None, strawberry.argument(description="What they must have.")] = UNSET,
    order_by: Annotated[CustomerOrder, strawberry.argument(description="Which come first.")] = CustomerOrder.NEWEST,
) -> ConnectionRequest:
    """The page that the arguments ask for; raises BadInput."""
    conditions = customer_conditions(given(search), given(filter))
    cursors = Cursors.of(viewer, CUSTOMERS, ORDERS[order_by])
    request = page_request(cursors, Customer, first, after, last, before)
    return ConnectionRequest(PageOfCustomers(conditions, order_by, request), CountOfCustomers(conditions), cursors)


CUSTOMER_LIST = ToMany(Customer, ask_customers, tuple(ORDERS.values()), key=None, known_as=CUSTOMER)
