"""The erasure: one transaction empties the customer, records the erasure, and takes a small customer's rows.

A large customer's rows are taken afterwards, by `resolvers.erasure.remaining_rows`.
"""

from collections.abc import Collection
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from models.access.permissions import Permission
from models.access.revoked_link import RevokedLink
from models.billing.customer import Customer
from models.billing.erasure import Erasure, end_of_term, hash_of_erased
from models.billing.invoice_payment import InvoicePayment
from models.billing.subscription import Subscription, is_running
from models.ownership import CustomerColumn, owner_of, table_of
from models.values.instant import DAY, Instant
from resolvers.context import RequestContext
from resolvers.erasure.customer_rows import CustomerRows, customer_rows, emptied_tables, owned_tables
from resolvers.erasure.errors import CustomerNotFound, NotAllKept, StillSubscribed
from resolvers.erasure.papers import CREDIT_NOTE, INVOICE, Paper, read_papers, select_papers
from resolvers.erasure.steps import AT_ONCE, emptied_values, steps_of_erasure, take
from resolvers.permissions import needs
from resolvers.signing.revocations import hash_of_customer
from resolvers.summaries.touched import Touched
from storage.dialects import dialect_of
from storage.unavailable import telling_unavailable

ERASURE, _CUSTOMER, _SUBSCRIPTION, _PAYMENT, _LINKS = (
    table_of(model) for model in (Erasure, Customer, Subscription, InvoicePayment, RevokedLink)
)

# By kind and table.
_Counts = dict[str, dict[str, int]]


@needs(Permission.ERASE_CUSTOMER)
async def erase_customer(
    context: RequestContext, customer_id: str, kept: Collection[Paper], years: int
) -> dict[str, Any]:
    """Erases the customer and returns the row of `Erasure`, also of one who was erased before.

    Most rows of a large customer are left to `resolvers.erasure.clearing`.

    `kept` are the papers whose present version has just been stored as a PDF; papers must be kept for `years`.
    Raises Forbidden, CustomerNotFound, StillSubscribed, DatabaseUnavailable, and NotAllKept where a paper has come or
    changed meanwhile.
    """
    viewer = context.viewer
    customer = customer_rows(viewer.project_id, viewer.live_mode, customer_id)
    with telling_unavailable():
        async with context.database.engine.begin() as connection:
            # An import that has not seen the tombstone yet must have stored what it brings.
            await dialect_of(connection).wait_for_readers(connection, ERASURE)
            row = await _find(connection, customer) or await _erase(connection, context, customer, kept, years)
    context.loaders.clear()
    await context.reads.note_write()
    return row


async def _find(connection: AsyncConnection, customer: CustomerRows) -> dict[str, Any] | None:
    """The row of `Erasure` of this customer."""
    wanted = select(ERASURE).where(customer.scope_of(ERASURE), ERASURE.c.customer_hash == hash_of_erased(*customer[:3]))
    row = (await connection.execute(wanted)).mappings().one_or_none()
    return None if row is None else dict(row)


async def _erase(
    connection: AsyncConnection, context: RequestContext, customer: CustomerRows, kept: Collection[Paper], years: int
) -> dict[str, Any]:
    await _lock(connection, customer)
    now = context.clock()
    await _require_ended(connection, customer, now)
    papers = read_papers((await connection.execute(select_papers(customer))).all())
    if {paper[:4] for paper in papers} - {paper[:4] for paper in kept}:
        raise NotAllKept
    kept_until = await _set_terms(connection, customer, papers, years, now)
    touched = Touched(connection, customer.project_id, customer.live_mode, now)
    await _empty_customer(connection, touched, customer, now)
    for words, are_theirs in customer.retired_rows():
        await connection.execute(delete(words).where(are_theirs))
    counts = await _take_few(connection, touched, customer)
    await touched.update_derived()
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
        **counts,
    }
    await connection.execute(insert(ERASURE), row)
    return row


async def _lock(connection: AsyncConnection, customer: CustomerRows) -> None:
    wanted = select(_CUSTOMER.c.id).where(customer.rows_of(_CUSTOMER)).with_for_update()
    if (await connection.execute(wanted)).one_or_none() is None:
        raise CustomerNotFound


async def _require_ended(connection: AsyncConnection, customer: CustomerRows, now: Instant) -> None:
    at: Any = bindparam("at", now)
    running = select(func.count()).select_from(_SUBSCRIPTION)
    running = running.where(customer.rows_of(_SUBSCRIPTION), is_running(_SUBSCRIPTION.c, at))
    if count := (await connection.execute(running)).scalar_one():
        raise StillSubscribed(count)


async def _empty_customer(connection: AsyncConnection, touched: Touched, customer: CustomerRows, now: Instant) -> None:
    """From then on the customer counts as erased, and no search finds them."""
    await touched.note(_CUSTOMER, [customer.customer_id])
    fate = next(fate for table, fate in emptied_tables() if table is _CUSTOMER)
    values = {_CUSTOMER.c[name]: value for name, value in emptied_values(_CUSTOMER, fate).items()}
    values |= {_CUSTOMER.c.deleted_at: func.coalesce(_CUSTOMER.c.deleted_at, now)}
    await connection.execute(update(_CUSTOMER).where(customer.rows_of(_CUSTOMER)).values(values))


async def _take_few(connection: AsyncConnection, touched: Touched, customer: CustomerRows) -> _Counts:
    """Takes the rows that are the customer's, if they are few; how many were removed and emptied, by table."""
    counts: _Counts = {"removed": {}, "emptied": {str(_CUSTOMER.name): 1}}
    if not await _has_few(connection, customer):
        return counts
    for step in steps_of_erasure(customer):
        keys = (await connection.execute(step.find(AT_ONCE))).all()
        if count := await take(connection, touched, customer, step, keys):
            of_kind = counts["removed" if step.values is None else "emptied"]
            # What a table calls itself is more than a text, and no JSON.
            of_kind[str(step.table.name)] = of_kind.get(step.table.name, 0) + count
        if len(keys) == AT_ONCE:
            # What says whose these are must stay until all of them are taken.
            break
    return counts


async def _has_few(connection: AsyncConnection, customer: CustomerRows) -> bool:
    """Whether one transaction may write all rows that name the customer."""
    left = AT_ONCE
    for table in owned_tables():
        rows = select(table.c.project_id).where(customer.rows_of(table)).limit(left + 1)
        left -= (await connection.execute(select(func.count()).select_from(rows.subquery("few")))).scalar_one()
        if left < 0:
            return False
    return True


async def _set_terms(
    connection: AsyncConnection, customer: CustomerRows, papers: Collection[Paper], years: int, now: Instant
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


async def _revoke_links(connection: AsyncConnection, customer: CustomerRows, until: Instant, now: Instant) -> None:
    of_customer = hash_of_customer(*customer[:3])
    await connection.execute(delete(_LINKS).where(_LINKS.c.subject_hash == of_customer))
    await connection.execute(insert(_LINKS), {"subject_hash": of_customer, "expires_until": until, "revoked_at": now})
