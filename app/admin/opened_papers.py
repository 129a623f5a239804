"""Finds what a link opens, with its URL or without."""

from collections.abc import AsyncIterator

from sqlalchemy import Boolean, Select, bindparam, select
from sqlmodel import col

from models.access.project import Project
from models.billing.credit_note import CreditNote
from models.billing.invoice import Invoice
from models.ownership import table_of
from models.values.instant import Instant
from resolvers.scopes import number_parameter, text_parameter
from resolvers.signing.invoice_links import (
    BadInvoiceToken,
    Candidate,
    InvoiceAddress,
    InvoiceLinkExpired,
    InvoiceLinks,
)
from storage.database import Database
from storage.statements import compile_statement

# Ids in one read: a thousandth of a second's.
_AT_ONCE = 5_000
_PAPERS: tuple[type[Invoice | CreditNote], ...] = (Invoice, CreditNote)


async def find_address(
    database: Database, links: InvoiceLinks, token: str, paper_id: str | None, now: Instant
) -> InvoiceAddress | None:
    """The invoice or the credit note that the token opens or has opened; None for a forged token.

    Without the id of its URL all are tried, which takes a second for half a million.
    """

    async def list_projects() -> list[str]:
        return [row[0] for row in await database.fetch(compile_statement(_PROJECTS, database.dialect), {})]

    if paper_id is None:
        return links.address_of_earlier(token) or await _try_all(database, links, token, await list_projects())
    try:
        return (await links.verify(token, paper_id, now, list_projects)).invoice
    except InvoiceLinkExpired as expired:
        return expired.invoice
    except BadInvoiceToken:
        return None


async def _try_all(
    database: Database, links: InvoiceLinks, token: str, project_ids: list[str]
) -> InvoiceAddress | None:
    for candidate in links.list_candidates(token, project_ids):
        async for paper_id in _list_ids(database, candidate):
            if candidate.opens(paper_id):
                return InvoiceAddress(candidate.project_id, candidate.live_mode, paper_id)
    return None


async def _list_ids(database: Database, candidate: Candidate) -> AsyncIterator[str]:
    scope = {"project_id": candidate.project_id, "live_mode": database.dialect.encode_flag(candidate.live_mode)}
    for paper in _PAPERS:
        statement = compile_statement(_next_ids(paper), database.dialect)
        after = ""
        while rows := await database.fetch(statement, scope | {"after": after, "most": _AT_ONCE}):
            after = rows[-1][0]
            for row in rows:
                yield row[0]


_PROJECTS = select(col(Project.id))


def _next_ids(paper: type[Invoice | CreditNote]) -> Select[tuple[str]]:
    its = table_of(paper).c
    is_meant = (its.project_id == text_parameter("project_id"), its.live_mode == bindparam("live_mode", type_=Boolean))
    after = its.id > text_parameter("after")
    return select(its.id).where(*is_meant, after).order_by(its.id).limit(number_parameter("most"))
