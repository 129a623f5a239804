"""A page's visit by somebody signed in; all others are sent to sign in."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from dashboard.page.error_pages import refuse_form
from dashboard.page.formats import Formats
from dashboard.page.preferences import person_of
from dashboard.session.authentication import Callers, Session
from dashboard.session.forms import ForeignForm, Form, read_form
from dashboard.session.return_urls import sign_in_address
from models.access.permissions import Permission, permissions_of
from models.access.viewer import Viewer
from resolvers.context import RequestContext

LIVE, TEST = "/dashboard", "/dashboard/test"
_READS = ("GET", "HEAD")


@dataclass(frozen=True, slots=True)
class Visit:
    """One request of a signed-in operator's; `form` holds the fields of a POST, known to come from our page."""

    session: Session
    live_mode: bool
    context: RequestContext
    formats: Formats
    form: Form = field(default_factory=dict)

    @property
    def viewer(self) -> Viewer:
        """Who looks, at the data of this page's mode."""
        return self.context.viewer

    @property
    def root(self) -> str:
        """What the addresses of this mode's pages begin with."""
        return LIVE if self.live_mode else TEST

    def may(self, permission: Permission) -> bool:
        """Whether whoever looks has the permission."""
        return permission in permissions_of(self.viewer)

    @property
    def customers_url(self) -> str:
        """The list of this mode's customers."""
        return f"{self.root}/customers"

    def customer_url(self, customer_id: str) -> str:
        """The customer's page."""
        return f"{self.customers_url}/{quote(customer_id, safe='')}"

    def subscription_url(self, customer_id: str, subscription_id: str, action: str) -> str:
        """Where an action on a subscription is asked for: "cancel" or "resume"."""
        return f"{self.customer_url(customer_id)}/subscriptions/{quote(subscription_id, safe='')}/{action}"


Handler = Callable[[Request[Any], Visit], Awaitable[Response]]
Endpoint = Callable[[Request[Any]], Awaitable[Response]]


def signed_in(handler: Handler, callers: Callers, *, live_mode: bool = True) -> Endpoint:
    """The handler for those who are signed in; a POST must come from a form of ours."""

    async def respond(request: Request[Any]) -> Response:
        session = await callers.identify(request)
        if session is None:
            return RedirectResponse(sign_in_address(request, callers.host), 303)
        try:
            form = {} if request.method in _READS else await read_form(request, callers, session.csrf_token)
        except ForeignForm:
            return refuse_form()
        context = callers.open_context(request, session.viewer(live_mode))
        return await handler(request, Visit(session, live_mode, context, Formats(person_of(request)), form))

    return respond


def in_both_modes(
    path: str, handler: Handler, callers: Callers, methods: tuple[str, ...] = ("GET",)
) -> list[BaseRoute]:
    """A page at `/dashboard<path>` for live data and at `/dashboard/test<path>` for test data."""
    # The longer address first: a path that may be anything would take "test" for its beginning.
    return [
        Route(f"{root}{path}", signed_in(handler, callers, live_mode=live_mode), methods=methods)
        for root, live_mode in ((TEST, False), (LIVE, True))
    ]
