"""Links to invoices and credit notes revoked."""

from typing import NamedTuple
from urllib.parse import parse_qs, urlsplit

from app.admin.projects import find_project
from app.user_error import UserError
from models.billing.credit_note import CreditNote
from models.billing.customer import Customer
from models.billing.invoice import Invoice
from models.values.instant import Instant
from resolvers.invoices.revoking import store_revocation
from resolvers.signing.invoice_links import BadInvoiceToken, InvoiceAddress, last_moment_of
from resolvers.signing.revocations import hash_of_customer, hash_of_invoice, hash_of_token
from storage.database import Database


class Place(NamedTuple):
    """A project (id or name) and a mode."""

    project: str
    live_mode: bool


async def revoke_token(database: Database, token_or_url: str, now: Instant) -> None:
    """Revokes one link, given as its token or as the whole URL; raises UserError for what is no link."""
    token = parse_qs(urlsplit(token_or_url).query).get("token", [token_or_url])[0]
    try:
        expires_at = last_moment_of(token)
    except BadInvoiceToken as error:
        raise UserError("That is neither the token of a link nor its URL.") from error
    async with database.sessions.begin() as session:
        await store_revocation(session, hash_of_token(token), expires_at, now)


async def revoke_links_of_invoice(
    database: Database, place: Place, paper_id: str, until: Instant, now: Instant
) -> None:
    """Revokes the links to an invoice or a credit note that expire until then; raises UserError for an unknown id."""
    async with database.sessions.begin() as session:
        project_id = (await find_project(session, place.project)).id
        key = (project_id, place.live_mode, paper_id)
        if await session.get(Invoice, key) is None and await session.get(CreditNote, key) is None:
            raise UserError(f"There is no invoice or credit note {paper_id!r} in {_name(place)} data of this project.")
        await store_revocation(session, hash_of_invoice(InvoiceAddress(*key)), until, now)


async def revoke_links_of_customer(
    database: Database, place: Place, customer_id: str, until: Instant, now: Instant
) -> None:
    """Revokes the links to all that is the customer's which expire until then; raises UserError for an unknown id."""
    async with database.sessions.begin() as session:
        key = ((await find_project(session, place.project)).id, place.live_mode, customer_id)
        if await session.get(Customer, key) is None:
            raise UserError(f"There is no customer {customer_id!r} in {_name(place)} data of this project.")
        await store_revocation(session, hash_of_customer(*key), until, now)


def _name(place: Place) -> str:
    return "live" if place.live_mode else "test"
