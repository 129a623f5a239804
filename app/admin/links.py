"""Revokes links to invoices and credit notes, each with an entry in the access log."""

import re
from typing import NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit

from sqlmodel.ext.asyncio.session import AsyncSession

from app.admin.opened_papers import find_address
from app.admin.projects import find_project
from app.admin.system import system_viewer
from app.user_error import UserError
from models.access.project import Project
from models.billing.credit_note import CreditNote
from models.billing.customer import Customer
from models.billing.event import Actor
from models.billing.invoice import Invoice
from models.billing.link_revocation import RevokedLinks, make_revocation
from models.values.instant import Instant
from resolvers.invoices.revoking import store_revocation
from resolvers.signing.invoice_links import BadInvoiceToken, InvoiceAddress, InvoiceLinks, last_moment_of
from resolvers.signing.revocations import hash_of_customer, hash_of_invoice, hash_of_token
from storage.database import Database

_PATH = re.compile(r"/(?:invoices|credit-notes)/(.+)\.(?:pdf|xml)$")


class Place(NamedTuple):
    """A project (id or name) and a mode."""

    project: str
    live_mode: bool


async def revoke_token(database: Database, token_or_url: str, links: InvoiceLinks, now: Instant) -> bool:
    """Revokes one link, given as its token or as the whole URL; raises UserError for what is no link.

    False if the access log has no entry of it, since it opens nothing that there is. A token is revoked first: to find
    what it opens without its URL, each invoice and credit note is tried.
    """
    url = urlsplit(token_or_url)
    token = parse_qs(url.query).get("token", [token_or_url])[0]
    try:
        expires_at = last_moment_of(token)
    except BadInvoiceToken as error:
        raise UserError("That is neither the token of a link nor its URL.") from error
    async with database.sessions.begin() as session:
        await store_revocation(session, hash_of_token(token), expires_at, now)
    path = _PATH.search(url.path)
    address = await find_address(database, links, token, path and unquote(path[1]), now)
    async with database.sessions.begin() as session:
        paper = address and await _find_paper(session, address)
        if paper:
            project = await find_project(session, paper.project_id)
            session.add(make_revocation(RevokedLinks.ONE, paper, _actor(project, paper.live_mode), now))
    return paper is not None


async def revoke_links_of_invoice(
    database: Database, place: Place, paper_id: str, until: Instant, now: Instant
) -> None:
    """Revokes the links to an invoice or a credit note that expire until then; raises UserError for an unknown id."""
    async with database.sessions.begin() as session:
        project = await find_project(session, place.project)
        address = InvoiceAddress(project.id, place.live_mode, paper_id)
        paper = await _find_paper(session, address)
        if paper is None:
            raise UserError(f"There is no invoice or credit note {paper_id!r} in {_name(place)} data of this project.")
        await store_revocation(session, hash_of_invoice(address), until, now)
        session.add(make_revocation(RevokedLinks.OF_PAPER, paper, _actor(project, place.live_mode), now))


async def revoke_links_of_customer(
    database: Database, place: Place, customer_id: str, until: Instant, now: Instant
) -> None:
    """Revokes the links to all that is the customer's which expire until then; raises UserError for an unknown id."""
    async with database.sessions.begin() as session:
        project = await find_project(session, place.project)
        key = (project.id, place.live_mode, customer_id)
        customer = await session.get(Customer, key)
        if customer is None:
            raise UserError(f"There is no customer {customer_id!r} in {_name(place)} data of this project.")
        await store_revocation(session, hash_of_customer(*key), until, now)
        session.add(make_revocation(RevokedLinks.OF_CUSTOMER, customer, _actor(project, place.live_mode), now))


async def _find_paper(session: AsyncSession, address: InvoiceAddress) -> Invoice | CreditNote | None:
    return await session.get(Invoice, tuple(address)) or await session.get(CreditNote, tuple(address))


def _actor(project: Project, live_mode: bool) -> Actor:
    viewer = system_viewer(project, live_mode=live_mode, command="link revoke")
    return Actor(viewer.name, viewer.credential_id)


def _name(place: Place) -> str:
    return "live" if place.live_mode else "test"
