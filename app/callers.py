"""Who calls, and the context that their request is answered in."""

from dataclasses import dataclass
from typing import Any

from starlette.requests import Request

from app.failures import log_failure
from app.settings import Settings
from models.database import Database
from models.instant import Clock, system_clock
from models.viewer import Viewer
from resolvers.context import RequestContext
from resolvers.invoice_links import InvoiceLinks


class Unauthenticated(Exception):
    """No valid key came with the request; which way it is invalid stays untold."""


def invoice_links(settings: Settings) -> InvoiceLinks:
    """The links of this installation."""
    return InvoiceLinks(settings.secret_key.get_secret_value(), settings.base_url, settings.pdf_link_days)


def open_context(
    database: Database,
    viewer: Viewer,
    settings: Settings,
    clock: Clock = system_clock,
    idempotency_key: str | None = None,
) -> RequestContext:
    """A context at the clock's time."""
    return RequestContext(database, viewer, clock(), invoice_links(settings), log_failure, idempotency_key)


@dataclass(frozen=True, slots=True)
class HttpCallers:
    """Finds what it needs in the application's state, as `request.state` carries it."""

    settings: Settings

    async def identify(self, request: Request[Any]) -> Viewer:
        """The viewer behind the request's key; raises Unauthenticated."""
        viewer: Viewer | None = await request.state["authenticator"].authenticate(request.headers.get("authorization"))
        if viewer is None:
            raise Unauthenticated
        return viewer

    def open_context(self, request: Request[Any], viewer: Viewer) -> RequestContext:
        """A context at the request's time, with the idempotency key of its header."""
        state, key = request.state, request.headers.get("idempotency-key")
        return open_context(state["database"], viewer, self.settings, state["clock"], key)
