"""Bytes that are lost, that can't be kept, or that can't be made."""

import asyncio
import logging
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import event

from pdf.content.invoice_content import InvoiceContent
from pdf.store.invoice_pdfs import InvoicePdfs
from pdf.workers.errors import RenderBusy
from pdf.workers.rendered_pdf import RenderedPdf
from resolvers.invoices.pdf_versions import find_pdf_versions
from storage.database import Database
from tests.factories import make_context
from tests.pdf.store.offices import INVOICE, Office, Press


def empty(path: Path) -> None:
    shutil.rmtree(path.parents[1])


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-10])


@pytest.mark.parametrize("lose", [empty, cut])
async def test_lost_bytes_are_made_again_and_put_back_where_they_are_equal(
    office: Office, lose: Callable[[Path], None]
) -> None:
    made = await office.print()
    lose(office.store.path(made.sha256))

    again = await office.print()

    assert again == made
    assert await office.store.read(made.sha256) == made.content
    assert office.outcomes == ["kept", "restored"]
    assert len(await office.kept()) == 1


@pytest.mark.parametrize("lose", [empty, cut])
async def test_lost_bytes_that_are_made_otherwise_today_become_a_version_that_says_so(
    office: Office, lose: Callable[[Path], None], caplog: pytest.LogCaptureFixture
) -> None:
    made = await office.print()
    lose(office.store.path(made.sha256))
    office.press.edition = 2

    remade = await office.print()

    assert remade != made
    assert [(kept.sha256, kept.remake, kept.instead_of) for kept in await office.kept()] == [
        (made.sha256, 0, None),
        (remade.sha256, 1, made.sha256),
    ]
    assert (await office.print(), await office.current_sha256()) == (remade, remade.sha256)
    assert office.outcomes == ["kept", "changed", "served"]
    [told] = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert (made.sha256 in told.getMessage(), remade.sha256 in told.getMessage()) == (True, True)


async def test_where_the_store_fails_the_document_is_served_and_nothing_is_claimed(
    office: Office, pdf_store: Path, caplog: pytest.LogCaptureFixture
) -> None:
    await asyncio.to_thread(pdf_store.write_text, "in the way")

    served = await office.print()
    claimed = await office.kept()
    await asyncio.to_thread(pdf_store.unlink)
    kept = await office.print()

    assert served == kept
    assert claimed == []
    assert office.outcomes == ["not_kept", "kept"]
    assert "The PDF of in_1_1 can't be stored" in caplog.text


READ_ONLY = {"sqlite": "PRAGMA query_only=ON", "postgresql": "SET TRANSACTION READ ONLY"}


async def test_where_the_database_only_reads_the_document_is_served_and_nothing_is_claimed(
    office: Office, database: Database
) -> None:
    event.listen(
        database.engine.sync_engine,
        "begin",
        lambda connection: connection.exec_driver_sql(READ_ONLY[database.dialect.name]),
    )

    served = await office.print()

    assert served.content.startswith(b"%PDF")
    assert office.outcomes == ["not_kept"]
    assert await office.current_sha256() is None


async def test_a_print_that_fails_is_told_and_tried_anew_next_time(office: Office) -> None:
    class Busy(Press):
        async def render(self, document: InvoiceContent) -> RenderedPdf:
            raise RenderBusy(1)

    busy = InvoicePdfs(Busy(), office.store, office.outcomes.append)
    context = make_context(office.database)
    versions = await find_pdf_versions(context, INVOICE)
    assert versions is not None

    with pytest.raises(RenderBusy):
        await busy.get(context, versions)

    assert await office.kept() == []
    assert (await office.print()).content.startswith(b"%PDF")
