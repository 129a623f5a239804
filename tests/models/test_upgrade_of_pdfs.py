"""A PDF that an earlier release stored is served as it is, whatever became of the customer and the seller since."""

import hashlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import NamedTuple

import pytest

from app.database.migrations import migrate
from resolvers.invoices.issued_invoices import get_issued_invoice
from resolvers.invoices.pdf_keys import content_key
from resolvers.invoices.pdf_versions import PdfVersions, find_pdf_versions
from storage.database import Database
from tests.factories import make_context
from tests.models.earlier_releases import run_all, set_back
from tests.pdf.store.offices import Office

PDF = b"%PDF the first bytes"
SHA256 = hashlib.sha256(PDF).hexdigest()


class Release(NamedTuple):
    """A release's revision, and the keys that it computed for the rows below. They never change.

    `zero` are further columns of its invoices, which are 0.
    """

    revision: str
    state_key: str
    content_key: str
    zero: tuple[str, ...] = ()


# It filled the invoice's gaps from customer and project.
FILLED_GAPS = Release(
    "0011",
    "cbb6b33045e22d4502c583355dbe93582b445bad811e2dcf890f04245b115ad4",
    "89dc78ad7fc9bf7047776f34b9a051d08e03a01a6efca19a3403e4c46eb91ff3",
)
RELEASES = [
    FILLED_GAPS,
    Release(
        "0024",
        "228bd1a413baa308482b68818cf94ca6d2badefdbd73d3cab64b915ef77b54dc",
        "b033ecaed65c64bd07ce8cf5288909c0478c7ff7463a1a23c40801ad245608e2",
        zero=("amount_credited",),
    ),
]

OWNERS = [
    "INSERT INTO project (id, name, address, tax_id, footer, paper, created_at) VALUES ('prj_1', 'Northwind',"
    """ '{"city":"York","country":"GB"}', 'GB999999973', 'Thank you', 'A4', 1)""",
    "INSERT INTO customer (project_id, live_mode, id, name, phone, sort_name, tax_ids, metadata, created_at)"
    """ VALUES ('prj_1', true, 'cus_1', 'Ada', '+44 1', 'ada', '[{"type":"gb_vat","value":"GB123"}]', '{}', 1)""",
]
INVOICE = (
    "INSERT INTO invoice (project_id, live_mode, id, customer_id, number, status, currency, subtotal, tax, total,"
    " amount_due, amount_paid, amount_remaining, buyer, seller, created_at, issued_at, source_hash, lines_complete,"
    " payment_processing%s)"
    " VALUES ('prj_1', true, 'in_1', 'cus_1', 'N-1', 'PAID', 'GBP', 5700, 0, 5700, 5700, 5700, 0,"
    """ '{"address":null,"email":null,"name":"Ada","phone":null,"tax_exempt":null,"tax_ids":[]}',"""
    """ '{"address":null,"email":null,"name":"Northwind","phone":null,"tax_id":null,"tax_ids":null}',"""
    " 1, 1, 'hash', true, false%s)"
)
LINE = (
    "INSERT INTO invoice_line (project_id, live_mode, invoice_id, position, id, description, quantity, unit_amount,"
    " amount, tax, currency) VALUES ('prj_1', true, 'in_1', 0, 'il_1', 'Team', '3', '1900', 5700, 0, 'GBP')"
)
STORED = (
    "INSERT INTO kept_document (project_id, live_mode, invoice_id, content_key, remake, state_key, sha256, size,"
    " kept_at) VALUES ('prj_1', true, 'in_1', '{release.content_key}', 0, '{release.state_key}', '{sha256}', 1, 1)"
)
CHANGES = [
    "UPDATE customer SET phone = '+44 2', tax_ids = '[]', address = '{\"city\":\"Leeds\"}'",
    "UPDATE project SET name = 'Renamed', tax_id = 'GB1', footer = 'Bye', time_zone = 'Asia/Tokyo'",
]


@pytest.fixture(params=RELEASES, ids=lambda release: release.revision)
async def earlier(database: Database, request: pytest.FixtureRequest) -> AsyncIterator[Database]:
    """Set back to an earlier release, with an invoice whose PDF is stored."""
    release: Release = request.param
    invoice = INVOICE % ("".join(f", {name}" for name in release.zero), ", 0" * len(release.zero))
    stored = STORED.format(release=release, sha256=SHA256)
    async with set_back(database, release.revision, [*OWNERS, invoice, LINE, stored]):
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
    assert current.sha256 == SHA256
    assert await find_by_content(earlier) == SHA256


async def test_its_bytes_come_from_the_store_of_that_release(earlier: Database, pdf_store: Path) -> None:
    office = Office(earlier, pdf_store)
    await office.store.write(SHA256, PDF)
    await migrate(earlier)
    await run_all(earlier, CHANGES)

    assert (await office.print("in_1")).content == PDF
    assert (office.press.prints, office.outcomes) == (0, ["served"])


@pytest.mark.parametrize("earlier", [FILLED_GAPS], indirect=True, ids=lambda release: release.revision)
async def test_an_import_that_says_less_of_buyer_and_seller_keeps_them_too(earlier: Database) -> None:
    await migrate(earlier)
    told = 'UPDATE invoice SET source_hash = \'later\', seller = \'{"name":"New"}\', buyer = \'{"name":"Ada"}\''
    await run_all(earlier, [*CHANGES, told])

    assert (await find_versions(earlier)).current is None
    assert await find_by_content(earlier) == SHA256


async def test_a_new_state_has_a_pdf_of_its_own(earlier: Database) -> None:
    await migrate(earlier)
    await run_all(earlier, ["UPDATE invoice SET status = 'VOID', voided_at = 5"])

    assert (await find_versions(earlier)).current is None
    assert await find_by_content(earlier) is None
