"""Reading the access log of a customer."""

from models.access.customer_read import CustomerRead
from models.access.permissions import Permission
from resolvers.context import RequestContext
from resolvers.has_many import HasMany
from resolvers.paging.page_requests import PageRequest
from resolvers.paging.pages import Page
from resolvers.permissions import needs

READS_OF_CUSTOMER = HasMany("reads_by_customer_id", CustomerRead, "customer_id")


@needs(Permission.READ_ACCESS_LOG)
async def list_reads_of_customer(context: RequestContext, customer_id: str, page: PageRequest) -> Page[CustomerRead]:
    """A page of those who read the customer, the latest first; raises Forbidden."""
    return await context.loaders.load(READS_OF_CUSTOMER.page(page), customer_id)
