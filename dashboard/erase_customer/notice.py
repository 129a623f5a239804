"""What is told of a customer who was erased."""

from starlette.responses import Response

from dashboard.page.error_pages import error_page
from dashboard.session.view import View
from dashboard.session.view_errors import not_found
from models.access.permissions import Permission
from models.billing.customer import Customer
from models.scoped import ERASED
from resolvers.erasure.erasures import Erased, find_erasure


async def describe_erased(view: View, customer: Customer) -> str | None:
    """Sentences on when the customer was erased and what is left; None for one who was not."""
    if customer.source_hash != ERASED:
        return None
    erasure = await find_erasure(view.context, customer.id)
    if erasure is None:
        return None
    until = view.formats.day(erasure["kept_until"])
    left = f"Only numbers, dates and amounts are left, and the PDFs of issued invoices, until {until}."
    return f"{_describe_deed(view, erasure)} {left}"


async def show_gone(view: View, customer_id: str) -> Response:
    """The page of a customer who is not there: 410 for one who was erased, else 404."""
    erasure = await find_erasure(view.context, customer_id)
    if erasure is None:
        return not_found(view, "customer")
    message = f"{_describe_deed(view, erasure)} Nothing is left."
    return error_page(410, "Customer erased", message, view=view)


def _describe_deed(view: View, erasure: Erased) -> str:
    # Who works for the seller is for admins to see.
    by = f" by {erasure['actor']}" if view.may(Permission.ERASE_CUSTOMER) else ""
    return f"This customer was erased on {view.formats.day(erasure['erased_at'])}{by}."
