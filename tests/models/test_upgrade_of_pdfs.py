"""A PDF that an earlier release stored is served as it is, whatever became of the customer and the seller since."""

from collections.abc import AsyncIterator

import pytest

from app.migrations import migrate
from resolvers.invoices.issued_invoices import get_issued_invoice
from resolvers.invoices.pdf_keys import content_key
from resolvers.invoices.pdf_versions import PdfVersions, find_pdf_versions
from storage.database import Database
from tests.factories import make_context
from tests.models.earlier_releases import run_all, set_back

# What the release of revision 0011 computed for these rows: it filled the invoice's gaps from customer and project.
STATE_KEY = "cbb6b33045e22d4502c583355dbe93582b445bad811e2dcf890f04245b115ad4"
CONTENT_KEY = "89dc78ad7fc9bf7047776f34b9a051d08e03a01a6efca19a3403e4c46eb91ff3"

ROWS = [
    "INSERT INTO project (id, name, address, tax_id, footer, paper, created_at) VALUES ('prj_1', 'Northwind',"
    """ '{"city":"York","country":"GB"}', 'GB999999973', 'Thank you', 'A4', 1)""",
    "INSERT INTO customer (project_id, live_mode, id, name, phone, sort_name, tax_ids, metadata, created_at)"
    """ VALUES ('prj_1', true, 'cus_1', 'Ada', '+44 1', 'ada', '[{"type":"gb_vat","value":"GB123"}]', '{}', 1)""",
    "INSERT INTO invoice (project_id, live_mode, id, customer_id, number, status, currency, subtotal, tax, total,"
    " amount_due, amount_paid, amount_remaining, buyer, seller, created_at, issued_at, source_hash, lines_complete,"
    " payment_processing)"
    " VALUES ('prj_1', true, 'in_1', 'cus_1', 'N-1', 'PAID', 'GBP', 5700, 0, 5700, 5700, 5700, 0,"
    """ '{"address":null,"email":null,"name":"Ada","phone":null,"tax_exempt":null,"tax_ids":[]}',"""
    """ '{"address":null,"email":null,"name":"Northwind","phone":null,"tax_id":null,"tax_ids":null}',"""
    " 1, 1, 'hash', true, false)",
    "INSERT INTO invoice_line (project_id, live_mode, invoice_id, position, id, description, quantity, unit_amount,"
    " amount, tax, currency) VALUES ('prj_1', true, 'in_1', 0, 'il_1', 'Team', '3', '1900', 5700, 0, 'GBP')",
    "INSERT INTO kept_document (project_id, live_mode, invoice_id, content_key, remake, state_key, sha256, size,"
    f" kept_at) VALUES ('prj_1', true, 'in_1', '{CONTENT_KEY}', 0, '{STATE_KEY}', 'the first bytes', 1, 1)",
]
CHANGES = [
    "UPDATE customer SET phone = '+44 2', tax_ids = '[]', address = '{\"city\":\"Leeds\"}'",
    "UPDATE project SET name = 'Renamed', tax_id = 'GB1', footer = 'Bye', time_zone = 'Asia/Tokyo'",
]


@pytest.fixture
async def earlier(database: Database) -> AsyncIterator[Database]:
    """Set back to the release before, with an invoice whose PDF is stored."""
    async with set_back(database, "0011", ROWS):
        yield database


async def find_versions(database: Database) -> PdfVersions:
    versions = await find_pdf_versions(make_context(database), "in_1")
    assert versions is not None
    return versions


async def find_by_content(database: Database) -> str | None:
    issued = await get_issued_invoice(make_context(database), "in_1")
    assert issued is not None
    stored = (await find_versions(database)).with_content(content_key(issued), issued)
    return stored and stored.sha256


async def test_a_stored_pdf_keeps_its_bytes(earlier: Database) -> None:
    await migrate(earlier)
    await run_all(earlier, CHANGES)

    current = (await find_versions(earlier)).current

    assert current is not None
    assert current.sha256 == "the first bytes"
    assert await find_by_content(earlier) == "the first bytes"


async def test_an_import_that_says_nothing_new_keeps_them_too(earlier: Database) -> None:
    await migrate(earlier)
    told = 'UPDATE invoice SET source_hash = \'later\', seller = \'{"name":"New"}\', buyer = \'{"name":"Ada"}\''
    await run_all(earlier, [*CHANGES, told])

    assert (await find_versions(earlier)).current is None
    assert await find_by_content(earlier) == "the first bytes"


async def test_a_new_state_has_a_pdf_of_its_own(earlier: Database) -> None:
    await migrate(earlier)
    await run_all(earlier, ["UPDATE invoice SET status = 'VOID', voided_at = 5"])

    assert (await find_versions(earlier)).current is None
    assert await find_by_content(earlier) is None
