"""The page of who read a customer, for those who may know."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from dashboard.page.error_pages import error_page
from dashboard.page.html import html_page
from dashboard.page.paging import AFTER, BEFORE, link_pages, read_page
from dashboard.page.query import Query
from dashboard.session.view import View
from dashboard.session.view_errors import cannot_be_shown, not_found
from dashboard.wording.names import customer_title
from models.access.customer_read import CustomerRead, ReadWay
from models.access.permissions import Permission
from resolvers.access_log.customer_reads import READS_OF_CUSTOMER, list_reads_of_customer
from resolvers.errors import BadInput
from resolvers.paging.cursors import Cursors
from resolvers.relations import CUSTOMER

WAYS = {ReadWay.PAGE: "On these pages", ReadWay.GRAPHQL: "By GraphQL", ReadWay.FILE: "As a PDF or XML"}


async def show_readers(request: Request[Any], view: View) -> Response:
    """Who read the customer, the latest first; 403 without the permission, 404 for an unknown customer."""
    if not view.may(Permission.READ_ACCESS_LOG):
        return _only_admins(view)
    customer = await view.context.loaders.load(CUSTOMER, request.path_params["customer_id"])
    if customer is None:
        return not_found(view, "customer")
    query = Query.read(view.readers_url(customer.id), request.query_params, frozenset((AFTER, BEFORE)))
    cursors = Cursors.of(view.viewer, READS_OF_CUSTOMER.name, READS_OF_CUSTOMER.order)
    try:
        wanted = read_page(query, cursors, CustomerRead)
    except BadInput as problem:
        return cannot_be_shown(view, problem)
    page = await list_reads_of_customer(view.context, customer.id, wanted)
    return html_page(
        "readers.html",
        view=view,
        customer=customer,
        title=customer_title(customer),
        reads=page.rows,
        pages=link_pages(query, cursors, page),
        ways=WAYS,
    )


def _only_admins(view: View) -> Response:
    message = "Only admins can see who viewed a customer. Ask one of them."
    return error_page(403, "Only admins can see this page", message, view=view)
