"""Which version of an invoice's document is kept: what is known of it, and noting a new one."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from types import SimpleNamespace
from typing import Any

from sqlalchemy import Select, and_, update
from sqlalchemy import select as select_columns
from sqlmodel import select

from models.access.project import Project
from models.billing.customer import Customer
from models.billing.invoice import Invoice, has_pdf
from models.billing.invoice_pdf import InvoicePdf
from models.hydration import hydrate
from models.scoped import SCOPE, column_names
from models.values.instant import Instant
from resolvers.context import RequestContext
from resolvers.invoices.pdf_keys import CUSTOMER_PARTS, PROJECT_PARTS, state_key
from resolvers.scopes import Reads, Scope
from storage.statement import Row
from storage.statements import among
from storage.unavailable import telling_unavailable

_KEY = (*SCOPE, "invoice_id", "content_key", "remake")
_INVOICE, _KEPT = column_names(Invoice), column_names(InvoicePdf)
# Where each part of a row of `_standings` ends.
_BUYER_AT = len(_INVOICE)
_SELLER_AT = _BUYER_AT + len(CUSTOMER_PARTS)
_KEPT_AT = _SELLER_AT + len(PROJECT_PARTS)


@dataclass(frozen=True)
class Standing:
    """An issued invoice as it stands, and every version of its document that is kept.

    `customer` and `project` have the parts that may be printed of them, as of today.
    """

    invoice: Invoice
    customer: Any
    project: Any
    versions: list[InvoicePdf]

    @cached_property
    def state_key(self) -> str:
        """The digest of how it stands."""
        return state_key(self.invoice, self.customer, self.project)

    @cached_property
    def current(self) -> InvoicePdf | None:
        """The version that shows the invoice as it stands, where that is known without reading its lines."""
        return _last(kept for kept in self.versions if kept.state_key == self.state_key)

    def showing(self, content_key: str) -> InvoicePdf | None:
        """The version that says this."""
        return _last(kept for kept in self.versions if kept.content_key == content_key)


@dataclass(frozen=True)
class Sha256OfInvoice:
    """The hash of each invoice's current document: a batch keyed by the invoice's id."""

    async def load(self, reads: Reads, now: Instant, keys: list[str]) -> list[str | None]:
        """Hex; None for a draft, for what is not kept, and for what has changed since."""
        standings = await _read_standings(reads, keys)
        kept = {invoice_id: standing.current for invoice_id, standing in standings.items()}
        return [version.sha256 if (version := kept.get(key)) else None for key in keys]


SHA256_OF_INVOICE = Sha256OfInvoice()


async def find_standing(context: RequestContext, invoice_id: str) -> Standing | None:
    """In one statement; None for an unknown id, for someone else's invoice, and for a draft."""
    return (await _read_standings(context.reads, [invoice_id])).get(invoice_id)


async def record_document(context: RequestContext, kept: InvoicePdf) -> InvoicePdf:
    """Notes a version, and returns the one that counts: another process may have been first.

    Raises DatabaseUnavailable; then nothing is noted.
    """
    insert = context.database.dialect.insert_or_ignore(InvoicePdf).values(**kept.model_dump())
    with telling_unavailable():
        async with context.database.sessions() as session, session.begin():
            await session.exec(insert)
            return (await session.exec(select(InvoicePdf).where(*_same_key(kept)))).one()


async def note_state(context: RequestContext, kept: InvoicePdf, seen: str) -> None:
    """Notes that this state too leads to the version; raises DatabaseUnavailable."""
    with telling_unavailable():
        async with context.database.sessions() as session, session.begin():
            await session.exec(update(InvoicePdf).where(*_same_key(kept)).values(state_key=seen))


def _same_key(kept: InvoicePdf) -> list[Any]:
    return [getattr(InvoicePdf, name) == getattr(kept, name) for name in _KEY]


def _last(versions: Iterable[InvoicePdf]) -> InvoicePdf | None:
    return max(versions, key=lambda kept: kept.remake, default=None)


async def _read_standings(reads: Reads, keys: list[str]) -> dict[str, Standing]:
    rows: dict[str, list[Row]] = defaultdict(list)
    for row in await reads.fetch(_standings, keys=keys):
        rows[row[_INVOICE.index("id")]].append(row)
    standings = map(_standing_of, rows.values())
    return {standing.invoice.id: standing for standing in standings if has_pdf(standing.invoice.status)}


def _standing_of(rows: list[Row]) -> Standing:
    invoice = hydrate(Invoice, [rows[0][:_BUYER_AT]])[0]
    customer = SimpleNamespace(**dict(zip(CUSTOMER_PARTS, rows[0][_BUYER_AT:_SELLER_AT], strict=True)))
    project = SimpleNamespace(**dict(zip(PROJECT_PARTS, rows[0][_SELLER_AT:_KEPT_AT], strict=True)))
    kept = (row[_KEPT_AT:] for row in rows if row[_KEPT_AT] is not None)
    return Standing(invoice, customer, project, hydrate(InvoicePdf, kept))


def _standings(scope: Scope) -> Select[Any]:
    """A row a version, and one for an invoice without any."""
    invoice, kept = scope.table(Invoice, "invoice"), scope.table(InvoicePdf, "kept")
    customer, project = scope.table(Customer, "customer"), scope.table(Project, "project")

    def in_scope(table: Any, **keys: Any) -> Any:
        return and_(*(table.c[name] == invoice.c[name] for name in SCOPE), *(table.c[k] == v for k, v in keys.items()))

    tables = (
        invoice.join(customer, in_scope(customer, id=invoice.c.customer_id))
        .join(project, project.c.id == invoice.c.project_id)
        .outerjoin(kept, in_scope(kept, invoice_id=invoice.c.id))
    )
    columns = (
        *invoice.c,
        *(customer.c[part].label(f"buyer_{part}") for part in CUSTOMER_PARTS),
        *(project.c[part].label(f"seller_{part}") for part in PROJECT_PARTS),
        *(kept.c[name].label(f"kept_{name}") for name in _KEPT),
    )
    mine = (scope.bounds(invoice), among(invoice.c.id, "keys", scope.dialect))
    return select_columns(*columns).select_from(tables).where(*mine)
