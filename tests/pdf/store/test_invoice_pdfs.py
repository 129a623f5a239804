"""A document is made once for each version, and from then on everybody gets those bytes."""

import asyncio
import hashlib
import logging
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update
from sqlmodel import SQLModel

from models.access.project import Paper, Project
from models.billing.customer import Customer
from models.billing.invoice import Invoice, InvoiceStatus
from models.billing.invoice_line import InvoiceLine
from models.billing.invoice_pdf import InvoicePdf
from models.ownership import table_of
from models.values.instant import DAY
from pdf.store.invoice_pdfs import InvoicePdfNotFound
from resolvers.invoices.pdf_versions import find_pdf_versions
from storage.database import Database
from tests.conftest import QueryLog
from tests.factories import NOW, make_context
from tests.pdf.store.offices import INVOICE, Office


async def test_it_is_made_once_and_kept_and_then_found_in_one_statement(office: Office, queries: QueryLog) -> None:
    made = await office.print()
    queries.clear()
    again = await office.print()

    assert made == again
    assert made.sha256 == hashlib.sha256(made.content).hexdigest()
    assert office.outcomes == ["kept", "served"]
    assert len(queries) == 1
    [kept] = await office.kept()
    assert (kept.sha256, kept.size, kept.remake, kept.instead_of) == (made.sha256, len(made.content), 0, None)


async def test_the_libraries_may_change_and_the_document_does_not(
    office: Office, database: Database, pdf_store: Path
) -> None:
    made = await office.print()

    upgraded = Office(database, pdf_store, edition=2)

    assert await upgraded.print() == made
    assert upgraded.press.prints == 0


async def test_the_log_says_once_why_a_document_has_no_e_invoice(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "pdf.store.invoice_pdfs")

    await office.print()
    await office.print()

    assert caplog.messages == [f"The PDF of {INVOICE} has no e-invoice: SELLER_COUNTRY"]


async def test_the_log_says_once_which_characters_no_font_has(office: Office, caplog: pytest.LogCaptureFixture) -> None:
    office.press.undrawn = ("U+E000", "U+13000")

    await office.print()
    await office.print()

    assert caplog.messages == [f"The PDF of {INVOICE} has characters that no font has: U+E000, U+13000"]


async def test_a_change_of_status_makes_a_new_version_and_the_old_one_stays(office: Office) -> None:
    open_version = await office.print()
    await office.change(Invoice, status=InvoiceStatus.PAID)
    changed = await office.current_sha256()
    paid_version = await office.print()
    await office.change(Invoice, status=InvoiceStatus.OPEN)
    office.press.edition = 2

    assert changed is None
    assert paid_version != open_version
    assert {kept.sha256 for kept in await office.kept()} == {open_version.sha256, paid_version.sha256}
    assert await office.print() == open_version
    assert await office.store.read(paid_version.sha256) == paid_version.content
    assert office.outcomes == ["kept", "kept", "served"]


@pytest.mark.parametrize(
    ("model", "values"),
    [
        (Project, {"logo": "data:image/png;base64,AAAA", "paper": Paper.LETTER, "locale": "de"}),
        (Customer, {"name": "Renamed", "email": "new@example.com", "locale": "fr", "description": "VIP"}),
        (Project, {"name": "Renamed", "address": {"city": "York"}}),
        (
            Project,
            {"tax_ids": [{"type": "gb_vat", "value": "GB123"}], "footer": "Thank you", "time_zone": "Asia/Tokyo"},
        ),
        (Customer, {"phone": "+44 20 7946 0000", "tax_ids": [{"type": "gb_vat", "value": "GB1"}]}),
        (Invoice, {"source_at": 5}),
    ],
    ids=[
        "look",
        "what the invoice knows of its buyer",
        "what it knows of its seller",
        "what it does not know of its seller",
        "what it does not know of its buyer",
        "when it was imported",
    ],
)
async def test_what_is_not_said_makes_no_new_version(
    office: Office, queries: QueryLog, model: type[SQLModel], values: dict[str, Any]
) -> None:
    made = await office.print()
    await office.change(model, **values)
    office.press.edition = 2
    queries.clear()

    assert await office.print() == made
    assert len(queries) == 1


@pytest.mark.parametrize(
    ("model", "values"),
    [
        (Invoice, {"amount_paid": 5}),
        (Invoice, {"description": "As agreed"}),
        (Invoice, {"buyer": {"name": "As it was"}}),
    ],
    ids=[
        "amount",
        "note",
        "buyer at issue",
    ],
)
async def test_what_is_said_makes_a_new_version(office: Office, model: type[SQLModel], values: dict[str, Any]) -> None:
    made = await office.print()
    await office.change(model, **values)

    assert await office.current_sha256() is None
    assert await office.print() != made
    assert office.outcomes == ["kept", "kept"]


async def test_an_import_that_says_the_same_in_other_words_changes_nothing(office: Office, queries: QueryLog) -> None:
    made = await office.print()
    await office.change(Invoice, source_hash="import 2")
    office.press.edition = 2

    first = await office.print()
    queries.clear()

    assert (first, await office.print()) == (made, made)
    assert len(queries) == 1
    assert len(await office.kept()) == 1


async def test_an_import_with_another_line_makes_a_new_version(office: Office) -> None:
    made = await office.print()
    await office.change(InvoiceLine, description="Better beans")
    await office.change(Invoice, source_hash="import 2")

    assert await office.print() != made
    assert len(await office.kept()) == 2


async def test_many_who_ask_at_once_wait_for_one_print(office: Office) -> None:
    office.press.go.clear()
    asked = [asyncio.create_task(office.print()) for _ in range(300)]
    await office.press.begun.wait()
    office.press.go.set()

    assert len(set(await asyncio.gather(*asked))) == 1
    assert office.press.prints == 1
    assert len(await office.kept()) == 1


async def test_of_two_processes_with_different_libraries_the_first_to_keep_is_right(
    office: Office, database: Database, pdf_store: Path
) -> None:
    slower = Office(database, pdf_store, edition=2)
    slower.press.go.clear()
    waiting = asyncio.create_task(slower.print())
    await slower.press.begun.wait()

    first = await office.print()
    slower.press.go.set()

    assert await waiting == first
    assert [kept.sha256 for kept in await office.kept()] == [first.sha256]
    assert slower.outcomes == ["served"]


async def test_an_invoice_that_becomes_a_draft_meanwhile_has_no_document(office: Office) -> None:
    context = make_context(office.database)
    versions = await find_pdf_versions(context, INVOICE)
    assert versions is not None
    await office.change(Invoice, status=InvoiceStatus.DRAFT)

    with pytest.raises(InvoicePdfNotFound):
        await office.pdfs.get(context, versions)
    assert await find_pdf_versions(make_context(office.database), INVOICE) is None


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_an_import_in_the_midst_of_reading_leaves_no_mixture(office: Office, database: Database) -> None:
    path = database.url.database or ""

    def import_before_the_lines_are_read(sql: str) -> None:
        if "FROM invoice_line" in sql:
            database.observers.remove(import_before_the_lines_are_read)
            with closing(sqlite3.connect(path)) as connection, connection:
                connection.execute("UPDATE invoice SET status = 'PAID', source_hash = 'import 2'")
                connection.execute("UPDATE invoice_line SET description = 'Better beans'")

    database.observers.append(import_before_the_lines_are_read)
    made = await office.print()

    assert b"status='paid'" in made.content
    assert b"Better beans" in made.content
    assert await office.current_sha256() == made.sha256
    assert len(await office.kept()) == 1


@pytest.mark.parametrize("nth", range(5))
async def test_an_import_before_any_of_the_reads_leaves_no_mixture(
    office: Office, database: Database, database_url: str, nth: int
) -> None:
    versions = await find_pdf_versions(make_context(database), INVOICE)
    assert versions is not None
    reads: list[str] = []

    def import_before_the_nth_read(sql: str) -> None:
        reads.append(sql)
        if len(reads) == nth + 1:
            # Elsewhere, and at once: the read waits until the import is committed.
            with ThreadPoolExecutor() as elsewhere:
                elsewhere.submit(asyncio.run, import_again(database_url)).result()

    database.observers.append(import_before_the_nth_read)
    made = await office.pdfs.get(make_context(database), versions)
    database.observers.remove(import_before_the_nth_read)
    latest = await office.print()

    assert (b"status='paid'" in made.content) is (b"Better beans" in made.content) is (nth == 0)
    assert b"status='paid'" in latest.content
    assert b"Better beans" in latest.content
    assert await office.current_sha256() == latest.sha256


async def import_again(url: str) -> None:
    database = Database(url)
    async with database.engine.begin() as connection:
        await connection.execute(update(table_of(Invoice)).values(status="PAID", source_hash="import 2"))
        await connection.execute(update(table_of(InvoiceLine)).values(description="Better beans"))
    await database.close()


async def test_each_state_has_one_pdf_and_the_hash_told_is_that_of_the_present_state(office: Office) -> None:
    in_time = await office.print()
    await office.change(Invoice, due_at=NOW - DAY)
    told_before = await office.current_sha256()
    late = await office.print()
    await office.change(Invoice, due_at=NOW + 14 * DAY)
    again_in_time = await office.print()
    await office.change(Invoice, due_at=NOW - DAY)

    assert told_before is None
    assert late != in_time
    assert again_in_time == in_time
    assert await office.print() == late
    assert await office.current_sha256() == late.sha256
    assert {kept.sha256: kept.overdue for kept in await office.kept()} == {in_time.sha256: False, late.sha256: True}


async def test_no_pdf_says_overdue_before_the_due_date_on_it_though_it_was_tried(office: Office) -> None:
    in_time = await office.print()
    await office.change(Invoice, attempt_count=1, due_at=NOW + 14 * DAY)
    tried = await office.print()
    await office.change(Invoice, attempt_count=1, due_at=None)
    await office.print()

    assert tried == in_time
    assert [kept.overdue for kept in await office.kept()] == [False, True]


@pytest.mark.parametrize(
    ("values", "stays"),
    [
        ({"due_at": NOW - 2 * DAY}, True),
        ({"due_at": NOW - DAY // 2}, False),
        ({"attempt_count": 1}, True),
        ({"attempt_count": 1, "source_hash": "import 2"}, True),
    ],
    ids=["stored when it was late", "stored before it was late", "charged in vain", "imported again"],
)
async def test_a_pdf_of_a_release_that_did_not_print_overdue_keeps_its_bytes(
    office: Office, values: dict[str, Any], stays: bool
) -> None:
    kept_at, made = NOW - DAY, await office.print()
    await office.change(InvoicePdf, overdue=None, kept_at=kept_at)
    await office.change(Invoice, **values)
    office.press.edition = 2

    # The due date is shown, so its change alone makes a new version.
    if "due_at" in values:
        await office.change(InvoicePdf, **await office.keys_in_time())

    assert (await office.print() == made) is stays
