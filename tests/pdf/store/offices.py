"""One process that prints and keeps documents, as tests of keeping need it."""

import asyncio
from pathlib import Path
from typing import Any

from sqlalchemy import update
from sqlmodel import SQLModel, select

from models.billing.invoice_pdf import InvoicePdf
from pdf.content.invoice_content import InvoiceContent
from pdf.store.folder_store import FolderStore
from pdf.store.invoice_pdfs import InvoiceFile, InvoicePdfs
from pdf.workers.rendered_pdf import RenderedPdf
from resolvers.invoices.issued_invoices import get_issued_invoice
from resolvers.invoices.pdf_keys import content_key, state_key
from resolvers.invoices.pdf_versions import find_pdf_versions
from storage.database import Database
from tests.factories import make_context

INVOICE = "in_1_1"


class Press:
    """Prints at once. Another `edition` is what other versions of the libraries would make of a document.

    `undrawn` is what no font of it has.
    """

    def __init__(self, edition: int = 1) -> None:
        self.edition = edition
        self.undrawn: tuple[str, ...] = ()
        self.prints = 0
        self.begun, self.go = asyncio.Event(), asyncio.Event()
        self.go.set()

    async def render(self, document: InvoiceContent) -> RenderedPdf:
        self.prints += 1
        self.begun.set()
        await self.go.wait()
        return RenderedPdf(f"%PDF {document} edition {self.edition}".encode(), self.undrawn)


class Office:
    """Documents of one process, and what became of each."""

    def __init__(self, database: Database, folder: Path, edition: int = 1) -> None:
        self.database = database
        self.press, self.store = Press(edition), FolderStore(folder)
        self.outcomes: list[str] = []
        self.pdfs = InvoicePdfs(self.press, self.store, self.outcomes.append)

    async def print(self, invoice_id: str = INVOICE) -> InvoiceFile:
        context = make_context(self.database)
        versions = await find_pdf_versions(context, invoice_id)
        assert versions is not None
        return await self.pdfs.get(context, versions)

    async def kept(self) -> list[InvoicePdf]:
        async with self.database.sessions() as session:
            rows = await session.exec(select(InvoicePdf))
            return sorted(rows, key=lambda kept: (kept.remake, kept.sha256))

    async def current_sha256(self) -> str | None:
        versions = await find_pdf_versions(make_context(self.database), INVOICE)
        return versions.current.sha256 if versions and versions.current else None

    async def keys_in_time(self) -> dict[str, str]:
        """The keys of the invoice as it is now, if it were not late."""
        issued = await get_issued_invoice(make_context(self.database), INVOICE)
        assert issued is not None
        in_time = issued._replace(overdue=False)
        state = state_key(issued.invoice)
        return {"content_key": content_key(in_time), "state_key": state}

    async def change(self, model: type[SQLModel], **values: Any) -> None:
        async with self.database.sessions() as session, session.begin():
            await session.exec(update(model).values(**values))
