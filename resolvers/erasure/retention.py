"""The end of the retention period of erased customers: papers whose term has ended, and then all that is left."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from sqlalchemy import Table, and_, delete, exists, not_, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from models.billing.erasure import Erasure
from models.billing.invoice_payment import InvoicePayment
from models.ownership import table_of
from models.values.instant import Instant
from resolvers.erasure.customer_rows import customer_rows
from resolvers.erasure.papers import CREDIT_NOTE, INVOICE, PDFS
from resolvers.erasure.remaining_rows import RemainingRows
from resolvers.reads import Reads
from resolvers.summaries.touched import Touched
from storage.database import Database

_ERASURE, _PAYMENT = table_of(Erasure), table_of(InvoicePayment)


class EndedPaper(NamedTuple):
    """A row of `table`, an invoice or a credit note, whose term has ended."""

    table: Table
    project_id: str
    live_mode: bool
    id: str


async def list_ended_papers(connection: AsyncConnection, now: Instant, most: int) -> list[EndedPaper]:
    """Those whose term has ended, the earliest first."""
    found: list[EndedPaper] = []
    for table in (CREDIT_NOTE, INVOICE):
        wanted = select(table.c.project_id, table.c.live_mode, table.c.id).where(table.c.kept_until <= now)
        rows = await connection.execute(wanted.order_by(table.c.kept_until).limit(most - len(found)))
        found += [EndedPaper(table, *row) for row in rows]
    return found


async def list_files(connection: AsyncConnection, paper: EndedPaper) -> list[str]:
    """The hashes of the paper's PDFs, but for those that another one has too."""
    own = await connection.execute(select(PDFS[paper.table][0].c.sha256).where(*_pdfs_of(paper)))
    return [sha256 for sha256 in set(own.scalars()) if not await _is_named_elsewhere(connection, paper, sha256)]


async def remove_paper(connection: AsyncConnection, paper: EndedPaper, now: Instant) -> None:
    """Removes the paper, once its files are gone."""
    touched = Touched(connection, paper.project_id, paper.live_mode, now)
    await touched.note(paper.table, [paper.id])
    await connection.execute(delete(PDFS[paper.table][0]).where(*_pdfs_of(paper)))
    if paper.table is INVOICE:
        await connection.execute(delete(_PAYMENT).where(*_is_of(paper, _PAYMENT, "invoice_id")))
    await connection.execute(delete(paper.table).where(*_is_of(paper, paper.table, "id")))
    await touched.update_derived()


async def list_ended_erasures(connection: AsyncConnection, now: Instant, most: int) -> list[dict[str, Any]]:
    """The erasures of whose customers nothing need be kept any more, and no paper is left."""
    has_papers = (
        exists().where(
            table.c.project_id == _ERASURE.c.project_id,
            table.c.live_mode == _ERASURE.c.live_mode,
            table.c.customer_id == _ERASURE.c.customer_id,
            table.c.kept_until.is_not(None),
        )
        for table in (INVOICE, CREDIT_NOTE)
    )
    is_ended = (_ERASURE.c.kept_until <= now, _ERASURE.c.customer_id.is_not(None), _ERASURE.c.cleared_at.is_not(None))
    rows = await connection.execute(select(_ERASURE).where(*is_ended, not_(or_(*has_papers))).limit(most))
    return [dict(row) for row in rows.mappings()]


async def remove_rest(database: Database, reads: Reads, erasure: Mapping[str, Any], now: Instant) -> None:
    """Removes every row that is left of the customer, and the id: the digest stays."""
    customer = customer_rows(erasure["project_id"], erasure["live_mode"], erasure["customer_id"])
    await RemainingRows(database, reads, erasure, now).remove()
    is_it = (customer.scope_of(_ERASURE), _ERASURE.c.customer_hash == erasure["customer_hash"])
    async with database.engine.begin() as connection:
        for table, are_theirs in customer.retired_rows():
            await connection.execute(delete(table).where(are_theirs))
        await connection.execute(update(_ERASURE).where(*is_it).values(customer_id=None))


def _pdfs_of(paper: EndedPaper) -> list[Any]:
    return _is_of(paper, *PDFS[paper.table])


def _is_of(paper: EndedPaper, table: Table, key: str) -> list[Any]:
    return [table.c.project_id == paper.project_id, table.c.live_mode == paper.live_mode, table.c[key] == paper.id]


async def _is_named_elsewhere(connection: AsyncConnection, paper: EndedPaper, sha256: str) -> bool:
    for table, key in PDFS.values():
        others = select(table.c[key]).where(table.c.sha256 == sha256)
        if table is PDFS[paper.table][0]:
            others = others.where(not_(and_(*_pdfs_of(paper))))
        if (await connection.execute(others.limit(1))).first() is not None:
            return True
    return False
