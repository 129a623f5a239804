"""Revokes links that were made so far: they open nothing from then on, and new ones can be made."""

from typing import Any

from sqlalchemy import Select, bindparam
from sqlalchemy import select as select_columns
from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.access.permissions import Permission
from models.access.revoked_link import RevokedLink
from models.billing.event import Actor
from models.billing.invoice import Invoice
from models.billing.link_revocation import RevokedLinks, make_revocation
from models.ownership import table_of
from models.values.instant import DAY, Instant
from resolvers.context import RequestContext
from resolvers.permissions import needs
from resolvers.scopes import Scope
from resolvers.signing.invoice_links import InvoiceAddress
from resolvers.signing.revocations import hash_of_invoice
from storage.unavailable import telling_unavailable

_LINKS = table_of(RevokedLink)


@needs(Permission.REVOKE_LINK)
async def revoke_links_of_invoice(context: RequestContext, invoice: Invoice) -> None:
    """Revokes all links to the viewer's invoice that were made until now; raises Forbidden and DatabaseUnavailable."""
    now, viewer = context.clock(), context.viewer
    made = make_revocation(RevokedLinks.OF_PAPER, invoice, Actor(viewer.name, viewer.credential_id), now)
    with telling_unavailable():
        async with context.database.sessions.begin() as session:
            await store_revocation(session, _hash(context, invoice.id), _last_end(context, now), now)
            session.add(made)
    await context.reads.note_write()


async def find_last_revocation(context: RequestContext, invoice_id: str) -> Instant | None:
    """Until when all links to the viewer's invoice are revoked that were made before; None if none is."""
    rows = await context.reads.fetch(_select_one, subject_hash=_hash(context, invoice_id))
    return rows[0][0] if rows else None


def _last_end(context: RequestContext, now: Instant) -> Instant:
    """When the last of the links expires that were made until now."""
    return Instant(now + context.invoice_links.days * DAY)


async def store_revocation(session: AsyncSession, subject_hash: str, until: Instant, now: Instant) -> None:
    """Stores that the subject's links which expire until then are revoked."""
    # What has expired anyway need not be told.
    await session.exec(delete(RevokedLink).where(col(RevokedLink.expires_until) <= now))
    wanted = select(RevokedLink).where(col(RevokedLink.subject_hash) == subject_hash).with_for_update()
    known = (await session.exec(wanted)).one_or_none()
    if known is None:
        session.add(RevokedLink(subject_hash=subject_hash, expires_until=until, revoked_at=now))
    else:
        known.expires_until, known.revoked_at = max(until, known.expires_until), now
        session.add(known)


def _hash(context: RequestContext, invoice_id: str) -> str:
    viewer = context.viewer
    return hash_of_invoice(InvoiceAddress(viewer.project_id, viewer.live_mode, invoice_id))


def _select_one(_: Scope) -> Select[Any]:
    return select_columns(_LINKS.c.revoked_at).where(_LINKS.c.subject_hash == bindparam("subject_hash"))
