"""`pdfSha256`: the hash of the PDF that is stored for the present state of an invoice."""

from typing import Any

import pytest
from sqlalchemy import update

from models.billing.invoice import Invoice, InvoiceStatus
from resolvers.invoices.pdf_versions import find_pdf_versions, record_pdf, update_state_key
from storage.database import Database
from tests.asking import Ask
from tests.conftest import QueryLog
from tests.factories import make_context, make_customer, make_invoice, make_kept, make_project, save

ONE = 'query One { invoice(id: "in_1_1") { pdfSha256 } }'
ALL = 'query All { customer(id: "cus_1") { invoices(first: 100) { nodes { id pdfSha256 } } } }'


async def keep(database: Database, invoice: Invoice, sha256: str, **overrides: Any) -> None:
    """A version that shows the invoice as it stands."""
    where = {"project_id": invoice.project_id, "live_mode": invoice.live_mode}
    versions = await find_pdf_versions(make_context(database, **where), invoice.id)
    assert versions is not None
    values = {"content_key": sha256, "state_key": versions.state_key, "sha256": sha256} | overrides
    await record_pdf(make_context(database), make_kept(invoice, **values))


async def sha256_of_one(ask: Ask, **viewer: Any) -> Any:
    return (await ask(ONE, **viewer))["data"]["invoice"]["pdfSha256"]


@pytest.fixture
async def invoice(database: Database) -> Invoice:
    customer = make_customer()
    invoice = make_invoice(customer, status=InvoiceStatus.OPEN)
    await save(database, make_project(), customer, invoice)
    return invoice


async def test_it_is_null_until_a_document_is_kept_and_again_once_the_invoice_changes(
    database: Database, ask: Ask, invoice: Invoice
) -> None:
    before = await sha256_of_one(ask)
    await keep(database, invoice, "aa")
    kept = await sha256_of_one(ask)
    async with database.sessions() as session, session.begin():
        await session.exec(update(Invoice).values(status=InvoiceStatus.PAID))
    changed = await sha256_of_one(ask)
    await keep(database, invoice, "bb")

    assert (before, kept, changed, await sha256_of_one(ask)) == (None, "aa", None, "bb")


async def test_of_a_document_that_was_made_again_it_is_the_later_hash(
    database: Database, ask: Ask, invoice: Invoice
) -> None:
    for remake, sha256 in ((0, "ff"), (2, "aa"), (1, "bb")):
        await keep(database, invoice, sha256, content_key="the same", remake=remake)

    assert await sha256_of_one(ask) == "aa"


async def test_a_draft_has_none(database: Database, ask: Ask, invoice: Invoice) -> None:
    await keep(database, invoice, "aa")
    async with database.sessions() as session, session.begin():
        await session.exec(update(Invoice).values(status=InvoiceStatus.DRAFT))

    assert await sha256_of_one(ask) is None


async def test_the_same_id_elsewhere_has_its_own(database: Database, ask: Ask, invoice: Invoice) -> None:
    others = [{"project_id": "prj_2"}, {"live_mode": False}]
    await save(database, make_project(id="prj_2", name="Another"))
    for where in others:
        customer = make_customer(**where)
        await save(database, customer, make_invoice(customer, status=InvoiceStatus.OPEN))
    await keep(database, invoice, "aa")

    assert await sha256_of_one(ask, customer_id="cus_1") == "aa"
    assert [await sha256_of_one(ask, **where) for where in others] == [None, None]


async def test_a_state_that_leads_to_a_kept_version_is_noted_for_that_version_alone(
    database: Database, ask: Ask, invoice: Invoice
) -> None:
    await keep(database, invoice, "aa", state_key="of an earlier import")
    await keep(database, invoice, "bb", state_key="of another text")
    versions = await find_pdf_versions(make_context(database), invoice.id)
    assert versions is not None

    kept = next(each for each in versions.stored if each.content_key == "aa")
    await update_state_key(make_context(database), kept, versions.state_key)

    assert await sha256_of_one(ask) == "aa"


@pytest.mark.parametrize("number", [50, 100])
async def test_all_of_a_page_come_in_one_statement(
    database: Database, ask: Ask, queries: QueryLog, number: int
) -> None:
    customer = make_customer()
    invoices = [make_invoice(customer, nth) for nth in range(1, number + 1)]
    await save(database, make_project(), customer, invoices)
    for invoice in invoices[::2]:
        await keep(database, invoice, f"sha of {invoice.id}")
    queries.clear()

    answer = await ask(ALL)

    # The customer, the invoices, and the hashes.
    assert len(queries) == 3
    assert answer["data"]["customer"]["invoices"]["nodes"] == [
        {"id": invoice.id, "pdfSha256": None if index % 2 else f"sha of {invoice.id}"}
        for index, invoice in enumerate(invoices)
    ]
