"""Erasing a customer: an admin is asked, types the customer's ID, and sees what is left."""

from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from dashboard.erase_customer.customer_eraser import CustomerEraser, PdfsFailed, StillKeeping
from dashboard.erase_customer.question import ask
from dashboard.page.error_pages import error_page
from dashboard.page.html import html_page
from dashboard.session.view import View
from dashboard.session.view_errors import not_found
from models.access.permissions import Permission
from models.billing.customer import Customer
from models.scoped import ERASED
from resolvers.erasure.consequence import foresee_erasure
from resolvers.erasure.errors import CustomerNotFound, NotAllKept, StillSubscribed
from resolvers.relations import CUSTOMER

# The form's field for the id that is typed.
CONFIRMED = "confirmed"

_MISTYPED = "That is not this customer’s ID."
_STILL_KEEPING = "More PDFs must be made than fit into one go. Those made so far are kept: confirm again to go on."
_PDFS_FAILED = "The PDF of an invoice can’t be made or kept, so nothing was erased."
_MORE_CAME = "An invoice was issued in the meantime, so nothing was erased. Confirm again."


@dataclass(frozen=True, slots=True)
class ErasePages:
    """The pages, with what the application does for them."""

    erasing: CustomerEraser

    async def ask(self, request: Request[Any], view: View) -> Response:
        """The question; 403 without the permission, 404 for an unknown customer."""
        customer = await _find(request, view)
        return customer if isinstance(customer, Response) else await self._question(view, customer)

    async def erase(self, request: Request[Any], view: View) -> Response:
        """Erases and leads to the customer's page; the question again where that is refused."""
        customer = await _find(request, view)
        if isinstance(customer, Response):
            return customer
        if view.form.get(CONFIRMED, "").strip() != customer.id:
            return await self._question(view, customer, _MISTYPED)
        try:
            await self.erasing.erase(request, view.context, customer.id)
        except StillKeeping:
            return await self._question(view, customer, _STILL_KEEPING)
        except PdfsFailed:
            return await self._question(view, customer, _PDFS_FAILED)
        except NotAllKept:
            return await self._question(view, customer, _MORE_CAME)
        except StillSubscribed:
            # The question says so.
            return await self._question(view, customer)
        except CustomerNotFound:
            return not_found(view, "customer")
        return RedirectResponse(view.customer_url(customer.id), 303)

    async def _question(self, view: View, customer: Customer, problem: str | None = None) -> Response:
        foreseen = await foresee_erasure(view.context, customer.id, self.erasing.years)
        asked = ask(view, customer, foreseen, problem)
        return html_page("erase.html", 422 if problem or asked.blocked else 200, view=view, asked=asked)


async def _find(request: Request[Any], view: View) -> Customer | Response:
    """The customer of the path; the page to show instead where there is none to erase."""
    if not view.may(Permission.ERASE_CUSTOMER):
        message = "Only admins can erase a customer. Ask one of them."
        return error_page(403, "Only admins can erase", message, view=view)
    customer = await view.context.loaders.load(CUSTOMER, request.path_params["customer_id"])
    if customer is None:
        return not_found(view, "customer")
    if customer.source_hash == ERASED:
        return RedirectResponse(view.customer_url(customer.id), 303)
    return customer
