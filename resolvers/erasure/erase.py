"""The deed: in one transaction the rows go or are emptied, and the erasure is recorded."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from models.access.permissions import Permission
from models.access.revoked_link import RevokedLink
from models.billing.customer import Customer
from models.billing.erasure import Erasure, end_of_term, hash_of_erased
from models.billing.invoice import InvoiceStatus
from models.billing.invoice_payment import InvoicePayment
from models.billing.subscription import Subscription, is_running
from models.ownership import CustomerColumn, owner_of, table_of
from models.scoped import ERASED, Sourced
from models.values.instant import DAY, Instant
from resolvers.context import RequestContext
from resolvers.erasure.errors import CustomerNotFound, NotAllKept, StillSubscribed
from resolvers.erasure.papers import CREDIT_NOTE, INVOICE, Paper, read_papers, select_papers
from resolvers.erasure.theirs import Theirs, emptied_tables, owned_tables, removed_tables, theirs
from resolvers.permissions import needs
from resolvers.signing.revocations import hash_of_customer
from resolvers.summaries.touched import Touched
from storage.dialects import dialect_of
from storage.unavailable import telling_unavailable

ERASURE, _CUSTOMER, _SUBSCRIPTION, _PAYMENT, _LINKS = (
    table_of(model) for model in (Erasure, Customer, Subscription, InvoicePayment, RevokedLink)
)


@needs(Permission.ERASE_CUSTOMER)
async def erase_customer(
    context: RequestContext, customer_id: str, kept: Collection[Paper], years: int
) -> dict[str, Any]:
    """Erases the customer and returns the row of `Erasure`, also of one who was erased before.

    `kept` are the papers of whose present state a PDF was kept just now; what is issued must be kept for `years`.
    Raises Forbidden, CustomerNotFound, StillSubscribed, DatabaseUnavailable, and NotAllKept where a paper has come or
    changed meanwhile.
    """
    viewer = context.viewer
    customer = theirs(viewer.project_id, viewer.live_mode, customer_id)
    with telling_unavailable():
        async with context.database.engine.begin() as connection:
            # An import that has not seen the tombstone yet must have stored what it brings.
            await dialect_of(connection).wait_for_readers(connection, ERASURE)
            row = await _find(connection, customer) or await _erase(connection, context, customer, kept, years)
    context.loaders.clear()
    await context.reads.note_write()
    return row


async def _find(connection: AsyncConnection, customer: Theirs) -> dict[str, Any] | None:
    """The row of `Erasure` of this customer."""
    wanted = select(ERASURE).where(customer.scope_of(ERASURE), ERASURE.c.customer_hash == hash_of_erased(*customer[:3]))
    row = (await connection.execute(wanted)).mappings().one_or_none()
    return None if row is None else dict(row)


async def _erase(
    connection: AsyncConnection, context: RequestContext, customer: Theirs, kept: Collection[Paper], years: int
) -> dict[str, Any]:
    await _lock(connection, customer)
    now = context.clock()
    await _require_ended(connection, customer, now)
    papers = read_papers((await connection.execute(select_papers(customer))).all())
    if {paper[:4] for paper in papers} - {paper[:4] for paper in kept}:
        raise NotAllKept
    touched = Touched(connection, customer.project_id, customer.live_mode, now)
    await note_theirs(connection, touched, customer)
    removed = await _remove(connection, customer)
    kept_until = await _set_terms(connection, customer, papers, years, now)
    emptied = await _empty(connection, customer, now)
    await touched.keep()
    await _revoke_links(connection, customer, Instant(now + context.invoice_links.days * DAY), now)
    row = {
        "project_id": customer.project_id,
        "live_mode": customer.live_mode,
        "customer_hash": hash_of_erased(*customer[:3]),
        "customer_id": customer.customer_id,
        "actor": context.viewer.name,
        "actor_id": context.viewer.credential_id,
        "erased_at": now,
        "kept_until": kept_until,
        "cleared_at": None,
        "removed": removed,
        "emptied": emptied,
    }
    await connection.execute(insert(ERASURE), row)
    return row


async def _lock(connection: AsyncConnection, customer: Theirs) -> None:
    wanted = select(_CUSTOMER.c.id).where(customer.rows_of(_CUSTOMER)).with_for_update()
    if (await connection.execute(wanted)).one_or_none() is None:
        raise CustomerNotFound


async def _require_ended(connection: AsyncConnection, customer: Theirs, now: Instant) -> None:
    at: Any = bindparam("at", now)
    running = select(func.count()).select_from(_SUBSCRIPTION)
    running = running.where(customer.rows_of(_SUBSCRIPTION), is_running(_SUBSCRIPTION.c, at))
    if count := (await connection.execute(running)).scalar_one():
        raise StillSubscribed(count)


async def note_theirs(connection: AsyncConnection, touched: Touched, customer: Theirs) -> None:
    """Before the customer's rows are written or removed."""
    for table in owned_tables():
        if touched.follows(table):
            ids = await connection.execute(select(table.c.id).where(customer.rows_of(table)))
            await touched.note(table, ids.scalars())


async def _remove(connection: AsyncConnection, customer: Theirs) -> dict[str, int]:
    """How many rows of each table went."""
    removed: dict[str, int] = {}
    for table in removed_tables():
        removed[table.name] = (await connection.execute(delete(table).where(customer.rows_of(table)))).rowcount
    for table, are_theirs in customer.retired_rows():
        await connection.execute(delete(table).where(are_theirs))
    removed[INVOICE.name] = await _remove_drafts(connection, customer)
    return _counts(removed)


async def _remove_drafts(connection: AsyncConnection, customer: Theirs) -> int:
    are_drafts = (customer.rows_of(INVOICE), INVOICE.c.status == InvoiceStatus.DRAFT)
    drafts = select(INVOICE.c.id).where(*are_drafts)
    await connection.execute(delete(_PAYMENT).where(customer.scope_of(_PAYMENT), _PAYMENT.c.invoice_id.in_(drafts)))
    return (await connection.execute(delete(INVOICE).where(*are_drafts))).rowcount


async def _set_terms(
    connection: AsyncConnection, customer: Theirs, papers: Collection[Paper], years: int, now: Instant
) -> Instant:
    """Writes until when each paper is kept; until when the last of all that stays is."""
    ends = [now]
    for table in (INVOICE, CREDIT_NOTE):
        terms: list[dict[str, Any]] = [
            {"paper": paper.id, "until": end_of_term(paper.issued_at, years)}
            for paper in papers
            if paper.is_credit_note is (table is CREDIT_NOTE)
        ]
        ends += [term["until"] for term in terms]
        write = update(table).where(customer.scope_of(table), table.c.id == bindparam("paper"))
        if terms:
            await connection.execute(write.values(kept_until=bindparam("until")), terms)
    for table, _ in emptied_tables():
        if table is not _CUSTOMER and "created_at" in table.c and isinstance(owner_of(table), CustomerColumn):
            newest = select(func.max(table.c.created_at)).where(customer.rows_of(table))
            if (at := (await connection.execute(newest)).scalar()) is not None:
                ends.append(end_of_term(at, years))
    return max(ends)


async def _empty(connection: AsyncConnection, customer: Theirs, now: Instant) -> dict[str, int]:
    """How many rows of each table were emptied."""
    emptied: dict[str, int] = {}
    for table, fate in emptied_tables():
        values = {table.c[name]: value for name, value in fate.personal.items()}
        values |= {table.c[name]: None for name in Sourced.model_fields if name != "deleted_at" and name in table.c}
        values |= {table.c.source_hash: ERASED}
        if table is _CUSTOMER:
            values |= {table.c.deleted_at: func.coalesce(table.c.deleted_at, now)}
        written = await connection.execute(update(table).where(customer.rows_of(table)).values(values))
        emptied[table.name] = written.rowcount
    return _counts(emptied)


async def _revoke_links(connection: AsyncConnection, customer: Theirs, until: Instant, now: Instant) -> None:
    of_customer = hash_of_customer(*customer[:3])
    await connection.execute(delete(_LINKS).where(_LINKS.c.subject_hash == of_customer))
    await connection.execute(insert(_LINKS), {"subject_hash": of_customer, "expires_until": until, "revoked_at": now})


def _counts(by_table: Mapping[str, int]) -> dict[str, int]:
    # What a table calls itself is more than a text, and no JSON.
    return {str(name): count for name, count in by_table.items() if count}
