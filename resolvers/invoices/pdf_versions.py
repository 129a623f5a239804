"""The stored versions of PDFs: finding the current one of an invoice, recording a new one."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import Select, update
from sqlalchemy import select as select_columns
from sqlmodel import select

from models.billing.credit_note_pdf import CreditNotePdf
from models.billing.invoice import Invoice, has_pdf
from models.billing.invoice_pdf import InvoicePdf
from models.hydration import hydrate
from models.scoped import ERASED, column_names, same_scope
from models.values.instant import Instant
from resolvers.context import RequestContext
from resolvers.invoices.issued_invoices import IssuedInvoice
from resolvers.invoices.pdf_keys import content_key, state_key
from resolvers.reads import Reads
from resolvers.scopes import Scope
from storage.statement import Row
from storage.statements import among
from storage.unavailable import telling_unavailable

StoredPdf = InvoicePdf | CreditNotePdf
_INVOICE, _KEPT = column_names(Invoice), column_names(InvoicePdf)
# Where the version starts in a row of `_version_rows`.
_KEPT_AT = len(_INVOICE)


@dataclass(frozen=True)
class PdfVersions:
    """An issued invoice and all stored versions of its PDF, at a moment."""

    invoice: Invoice
    stored: Sequence[StoredPdf]
    now: Instant

    @cached_property
    def overdue(self) -> bool:
        """Whether the PDF says that the invoice is overdue."""
        return self.invoice.is_printed_overdue(self.now)

    @cached_property
    def state_key(self) -> str:
        """The digest of the invoice's current state."""
        return state_key(self.invoice, overdue=self.overdue)

    @property
    def is_final(self) -> bool:
        """Whether the customer was erased: nothing is left of which another version could be made."""
        return self.invoice.source_hash == ERASED

    @cached_property
    def current(self) -> StoredPdf | None:
        """The version for the current state; None if it can only be found by reading the lines, or is missing."""
        if self.is_final:
            return max(self.stored, key=lambda kept: (kept.kept_at, kept.remake), default=None)
        found = _last(kept for kept in self.stored if kept.state_key == self.state_key)
        if found is None and self.overdue:
            in_time = state_key(self.invoice)
            found = _last(kept for kept in self._kept_late if kept.state_key == in_time)
        return found

    def with_content(self, key: str, issued: IssuedInvoice) -> StoredPdf | None:
        """The version of this content, whose key is given."""
        found = _last(kept for kept in self.stored if kept.content_key == key)
        if found is None and self.overdue:
            in_time = content_key(issued._replace(overdue=False))
            found = _last(kept for kept in self._kept_late if kept.content_key == in_time)
        return found

    @property
    def _kept_late(self) -> list[InvoicePdf]:
        """What older releases, which told nobody that an invoice is overdue, stored when it was: it keeps its bytes."""
        due_at = self.invoice.due_at
        passed = None if due_at is None or due_at >= self.now else due_at
        invoices = [kept for kept in self.stored if isinstance(kept, InvoicePdf) and kept.overdue is None]
        return [kept for kept in invoices if passed is None or kept.kept_at > passed]


@dataclass(frozen=True)
class Sha256OfInvoicePdf:
    """The batch that loads the hash of the current PDF by invoice id."""

    async def load(self, reads: Reads, now: Instant, keys: list[str]) -> list[str | None]:
        """Hashes in hex; None for a draft, and if there is no stored PDF of the current state."""
        found = await _read_versions(reads, now, keys)
        kept = {invoice_id: versions.current for invoice_id, versions in found.items()}
        return [version.sha256 if (version := kept.get(key)) else None for key in keys]


SHA256_OF_INVOICE_PDF = Sha256OfInvoicePdf()


async def find_pdf_versions(context: RequestContext, invoice_id: str) -> PdfVersions | None:
    """The versions, read in one statement; None for an unknown id, someone else's invoice or a draft."""
    return (await _read_versions(context.reads, context.now, [invoice_id])).get(invoice_id)


async def record_pdf(context: RequestContext, pdf: StoredPdf) -> StoredPdf:
    """Records a version and returns the stored one, which another process may have recorded first.

    Raises DatabaseUnavailable; then nothing is recorded.
    """
    model: Any = type(pdf)
    insert = context.database.dialect.insert_or_ignore(model).values(**pdf.model_dump())
    with telling_unavailable():
        async with context.database.sessions() as session, session.begin():
            await session.exec(insert)
            stored: StoredPdf = (await session.exec(select(model).where(*_same_key(pdf)))).one()
    await context.reads.note_write()
    return stored


async def update_state_key(context: RequestContext, pdf: StoredPdf, state: str) -> None:
    """Records that this state leads to the version; raises DatabaseUnavailable."""
    with telling_unavailable():
        async with context.database.sessions() as session, session.begin():
            await session.exec(update(type(pdf)).where(*_same_key(pdf)).values(state_key=state))


def _same_key(pdf: StoredPdf) -> list[Any]:
    model: Any = type(pdf)
    return [getattr(model, column.name) == getattr(pdf, column.name) for column in model.__table__.primary_key]


def _last(versions: Iterable[StoredPdf]) -> StoredPdf | None:
    return max(versions, key=lambda kept: kept.remake, default=None)


async def _read_versions(reads: Reads, now: Instant, keys: list[str]) -> dict[str, PdfVersions]:
    rows: dict[str, list[Row]] = defaultdict(list)
    for row in await reads.fetch(_version_rows, keys=keys):
        rows[row[_INVOICE.index("id")]].append(row)
    found = (_versions_of(of_invoice, now) for of_invoice in rows.values())
    return {versions.invoice.id: versions for versions in found if has_pdf(versions.invoice.status)}


def _versions_of(rows: list[Row], now: Instant) -> PdfVersions:
    [invoice] = hydrate(Invoice, [rows[0][:_KEPT_AT]])
    kept = (row[_KEPT_AT:] for row in rows if row[_KEPT_AT] is not None)
    return PdfVersions(invoice, hydrate(InvoicePdf, kept), now)


def _version_rows(scope: Scope) -> Select[Any]:
    """One row for each version, and one for an invoice without versions."""
    invoice, kept = scope.table(Invoice, "invoice"), scope.table(InvoicePdf, "kept")
    tables = invoice.outerjoin(kept, same_scope(kept, invoice) & (kept.c.invoice_id == invoice.c.id))
    columns = (*invoice.c, *(kept.c[name].label(f"kept_{name}") for name in _KEPT))
    mine = (scope.bounds(invoice), among(invoice.c.id, "keys", scope.dialect))
    return select_columns(*columns).select_from(tables).where(*mine)
