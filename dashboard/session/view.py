"""What a page knows about its request. Requests without a session are redirected to sign in."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from dashboard.page.error_pages import refuse_form
from dashboard.page.formats import Formats
from dashboard.page.last_list import last_list_url
from dashboard.page.preferences import read_preferences
from dashboard.session.authentication import Authentication
from dashboard.session.forms import ForeignForm, Form, read_fields, read_form
from dashboard.session.return_urls import sign_in_url
from dashboard.session.session import Session
from models.access.permissions import Permission, permissions_of
from models.access.viewer import Viewer
from resolvers.context import RequestContext
from storage.concurrency.time_limit import with_time_limit

LIVE, TEST = "/dashboard", "/dashboard/test"
_READS = ("GET", "HEAD")


@dataclass(frozen=True, slots=True)
class View:
    """A request by a signed-in operator; `form` has the fields of a POST, which came from one of our pages.

    `list_url` leads back to the list of customers as it was shown last.
    """

    session: Session
    live_mode: bool
    context: RequestContext
    formats: Formats
    list_url: str
    form: Form = field(default_factory=dict)

    @property
    def viewer(self) -> Viewer:
        """The operator as a viewer, in this page's mode."""
        return self.context.viewer

    @property
    def root(self) -> str:
        """The prefix of this mode's URLs."""
        return _root(self.live_mode)

    def may(self, permission: Permission) -> bool:
        """Whether the operator has the permission."""
        return permission in permissions_of(self.viewer)

    @property
    def customers_url(self) -> str:
        """The URL of this mode's list of customers."""
        return f"{self.root}/customers"

    @property
    def cancellations_url(self) -> str:
        """The URL of the page of what was cancelled."""
        return f"{self.root}/cancellations"

    @property
    def find_url(self) -> str:
        """The URL that leads to the only hit of a search, or to the list of hits."""
        return f"{self.root}/find"

    def customer_url(self, customer_id: str) -> str:
        """The URL of a customer's page."""
        return f"{self.customers_url}/{quote(customer_id, safe='')}"

    def readers_url(self, customer_id: str) -> str:
        """The URL of the page of who read a customer."""
        return f"{self.customer_url(customer_id)}/readers"

    def erase_url(self, customer_id: str) -> str:
        """The URL of the question whether to erase a customer."""
        return f"{self.customer_url(customer_id)}/erase"

    def invoice_url(self, invoice_id: str) -> str:
        """The URL of an invoice's page."""
        return f"{self.root}/invoices/{quote(invoice_id, safe='')}"

    def links_url(self, invoice_id: str) -> str:
        """The URL of the page of the links to an invoice."""
        return f"{self.invoice_url(invoice_id)}/links"

    def payment_url(self, payment_id: str) -> str:
        """The URL of a payment's page."""
        return f"{self.root}/payments/{quote(payment_id, safe='')}"

    def subscription_url(self, subscription_id: str) -> str:
        """The URL of a subscription's page."""
        return f"{self.root}/subscriptions/{quote(subscription_id, safe='')}"

    def object_url(self, object_id: str) -> str:
        """The URL that leads to the page on which an object is shown."""
        return f"{self.root}/objects/{quote(object_id, safe='')}"

    def action_url(self, customer_id: str, subscription_id: str, action: str) -> str:
        """The URL of an action on a subscription: "cancel" or "resume"."""
        return f"{self.customer_url(customer_id)}/subscriptions/{quote(subscription_id, safe='')}/{action}"


def _root(live_mode: bool) -> str:
    return LIVE if live_mode else TEST


Handler = Callable[[Request[Any], View], Awaitable[Response]]
Endpoint = Callable[[Request[Any]], Awaitable[Response]]


def signed_in(
    handler: Handler, authentication: Authentication, *, live_mode: bool = True, asks_again: bool = False
) -> Endpoint:
    """Wraps a handler so that it needs a session, and a POST must come from one of our forms.

    A page that takes too long raises TimeoutError. With `asks_again` the path is also that of the form's page, which
    is led to after signing in, with what was typed.
    """

    async def respond_in_time(request: Request[Any]) -> Response:
        return await with_time_limit(respond(request), authentication.seconds)

    async def respond(request: Request[Any]) -> Response:
        session = await authentication.identify(request)
        if session is None:
            typed = await read_fields(request, authentication) if asks_again else None
            return RedirectResponse(sign_in_url(request, authentication.host, typed), 303)
        try:
            form = {} if request.method in _READS else await read_form(request, authentication, session.csrf_token)
        except ForeignForm:
            return refuse_form()
        context = authentication.open_context(request, session.viewer(live_mode))
        formats = Formats(read_preferences(request), context.viewer.time_zone)
        list_url = last_list_url(request, f"{_root(live_mode)}/customers", live_mode=live_mode)
        return await handler(request, View(session, live_mode, context, formats, list_url, form))

    return respond_in_time


def in_both_modes(
    path: str,
    handler: Handler,
    authentication: Authentication,
    methods: tuple[str, ...] = ("GET",),
    *,
    asks_again: bool = False,
) -> list[BaseRoute]:
    """A page at `/dashboard<path>` for live data and at `/dashboard/test<path>` for test data."""
    # The longer path first: a path parameter that matches anything would also match "test".
    return [
        Route(
            f"{root}{path}",
            signed_in(handler, authentication, live_mode=live_mode, asks_again=asks_again),
            methods=methods,
        )
        for root, live_mode in ((TEST, False), (LIVE, True))
    ]
