"""Identifies the caller of a request, and opens the context that answers it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import func, select
from sqlmodel import col
from starlette.requests import Request

from app.contexts import customer_tokens, invoice_links
from app.http.rate_headers import note_window
from app.logs.failures import log_failure
from app.rates.admission import Admission, subject_of
from app.sessions.cookies import SignedCookie, session_cookie
from app.settings import Settings
from dashboard.page.error_pages import is_page
from models.access.customer_read import ReadWay
from models.access.project import Project
from models.access.revoked_link import RevokedLink
from models.access.viewer import Viewer
from models.ownership import table_of
from models.values.instant import Instant
from pdf.einvoice.describe import describe_einvoice
from resolvers.context import RequestContext
from resolvers.signing.customer_tokens import CustomerTokens
from resolvers.signing.invoice_links import InvoiceAddress, InvoiceLinks
from storage.concurrency.time_limit import with_time_limit
from storage.database import Database
from storage.dialect import Dialect
from storage.statement import Statement
from storage.statements import among, compile_statement


class Unauthenticated(Exception):
    """No valid key or session came with the request; the answer does not say which."""


def host_of(request: Request[Any]) -> str:
    """The address that a request came from."""
    client = request.scope.get("client")
    return str(client[0]) if client else "unknown"


@dataclass(frozen=True)
class HttpCallers:
    """Finds out who sent a request, with what the lifespan has put into `request.state`."""

    settings: Settings

    @cached_property
    def netloc(self) -> str:
        """The host of the base URL, with its port if it names one."""
        return urlsplit(self.settings.base_url).netloc

    @cached_property
    def _links(self) -> InvoiceLinks:
        return invoice_links(self.settings)

    @cached_property
    def _tokens(self) -> CustomerTokens:
        return customer_tokens(self.settings)

    async def identify(self, request: Request[Any]) -> Viewer:
        """The viewer of the request's key, or else of its session, who sees live data.

        Raises Unauthenticated, RateLimited and TimeoutError.
        """
        return await with_time_limit(self._identify(request), self.settings.execution_time_limit)

    async def _identify(self, request: Request[Any]) -> Viewer:
        # With this header the cookie is ignored. CSRF checks are skipped for the same reason.
        if (header := request.headers.get("authorization")) is not None:
            viewer = await _admit(request, request.state["admission"], header)
        else:
            viewer = await self.identify_session(request)
        if viewer is None:
            raise Unauthenticated
        return viewer

    async def identify_session(self, request: Request[Any]) -> Viewer | None:
        """The operator of the request's session cookie; None without a valid one. Raises RateLimited."""
        return await _admit(request, request.state["session_admission"], self.session_cookie.read(request))

    @property
    def session_cookie(self) -> SignedCookie:
        """The cookie that holds the token of a session."""
        return session_cookie(self.settings)

    async def admit_link(self, request: Request[Any], invoice: InvoiceAddress) -> None:
        """Counts one use of a signed link to this invoice; all its links share one rate. Raises RateLimited."""
        await request.state["rates"].pdf_links.spend(f"{invoice.project_id}/{invoice.live_mode:d}/{invoice.id}")

    async def list_projects(self, request: Request[Any]) -> list[str]:
        """The ids of all projects; raises DatabaseUnavailable."""
        database: Database = request.state["database"]
        rows = await database.fetch(_list_projects(database.dialect), {})
        return [project_id for (project_id,) in rows]

    async def find_revoked_until(self, request: Request[Any], hashes: list[str]) -> Instant | None:
        """Until when links expire that are revoked by any of these hashes; None where none are."""
        database: Database = request.state["database"]
        [[until]] = await database.fetch(_find_revoked(database.dialect), {"hashes": hashes})
        return None if until is None else Instant(until)

    def spender(self, request: Request[Any], context: RequestContext) -> Callable[[int], Awaitable[None]]:
        """A function that takes the cost of an operation from the viewer's rate; it raises RateLimited."""
        spend = partial(request.state["rates"].of(context.viewer).costs.spend, subject_of(context.viewer))

        async def spend_points(points: int) -> None:
            context.cost += points
            context.cost_window = await spend(points)
            note_window(request.scope, context.cost_window)

        return spend_points

    def open_context(self, request: Request[Any], viewer: Viewer) -> RequestContext:
        """A context at the request's time, with the idempotency key of its header."""
        state, key = request.state, request.headers.get("idempotency-key")
        return RequestContext(
            state["database"],
            viewer,
            state["clock"],
            self._links,
            self._tokens,
            log_failure,
            key and _text_of(key),
            describe_einvoice=describe_einvoice,
            record_reads=partial(state["read_recorder"].note, viewer, _way_of(request)) if viewer.signed_in else None,
        )


async def _admit(request: Request[Any], admission: Admission, credential: str | None) -> Viewer | None:
    admitted = await admission.admit(credential, host_of(request))
    if admitted is None:
        return None
    note_window(request.scope, admitted.window)
    return admitted.viewer


def _way_of(request: Request[Any]) -> ReadWay:
    path = request.url.path
    if is_page(path):
        return ReadWay.PAGE
    return ReadWay.GRAPHQL if path == "/graphql" else ReadWay.FILE


@lru_cache(maxsize=2)
def _list_projects(dialect: Dialect) -> Statement:
    return compile_statement(select(col(Project.id)), dialect)


@lru_cache(maxsize=2)
def _find_revoked(dialect: Dialect) -> Statement:
    last = select(func.max(col(RevokedLink.expires_until)))
    return compile_statement(last.where(among(table_of(RevokedLink).c.subject_hash, "hashes", dialect)), dialect)


def _text_of(header: str) -> str:
    # Starlette reads headers as latin-1; clients write UTF-8, as they do in the input.
    try:
        return header.encode("latin-1").decode()
    except UnicodeDecodeError:
        return header
