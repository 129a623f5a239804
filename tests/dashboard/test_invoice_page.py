"""An invoice's page: its files, and why it is no e-invoice."""

import html
import re
from typing import Any

import httpx

from models.access.project import Project
from models.billing.credit_note import CreditNoteStatus
from models.billing.invoice import InvoiceStatus
from storage.database import Database
from tests.dashboard.conftest import Operator
from tests.factories import make_credit_note, make_customer, make_invoice, make_line, save

SELLER = {"name": "Northwind", "address": {"country": "GB"}, "tax_ids": [{"type": "gb_vat", "value": "GB123456789"}]}
BUYER = {"name": "Ada", "address": {"country": "GB"}, "tax_exempt": "exempt"}


async def store(database: Database, **invoice: Any) -> None:
    customer = make_customer(name="Ada <Lovelace>")
    issued = make_invoice(customer, **{"seller": SELLER, "buyer": BUYER, "number": "R-1"} | invoice)
    await save(database, customer, issued, make_line(issued))


async def text_of(operator: Operator, path: str = "/dashboard/invoices/in_1_1") -> str:
    return (await operator.get(path)).text


async def test_an_e_invoice_can_be_downloaded_alone(database: Database, project: Project, operator: Operator) -> None:
    await store(database)

    page = await text_of(operator)

    assert "EN 16931, in the PDF." in page
    assert "/invoices/in_1_1.xml?token=" in page
    assert "/invoices/in_1_1.pdf?token=" in page
    assert "Ada &lt;Lovelace&gt;" in page


async def test_what_an_e_invoice_lacks_is_told(database: Database, project: Project, operator: Operator) -> None:
    await store(database, seller={"name": "Northwind", "address": {"city": "Leeds"}})

    page = await text_of(operator)

    assert "None. The project&#39;s address lacks a country" in page
    assert ".xml?token=" not in page


async def test_a_draft_has_no_files(database: Database, project: Project, operator: Operator) -> None:
    await store(database, status=InvoiceStatus.DRAFT, number=None)

    page = await text_of(operator)

    assert "Not issued" in page
    assert "E-invoice" not in page


async def test_it_is_linked_from_its_customer_and_unknown_ones_are_not_found(
    database: Database, project: Project, operator: Operator
) -> None:
    await store(database)

    assert 'href="/dashboard/invoices/in_1_1"' in await text_of(operator, "/dashboard/customers/cus_1")
    assert (await operator.get("/dashboard/invoices/in_none")).status_code == 404
    assert (await operator.get("/dashboard/test/invoices/in_1_1")).status_code == 404


async def test_its_credit_notes_are_told_and_open(
    database: Database, project: Project, operator: Operator, client: httpx.AsyncClient
) -> None:
    customer = make_customer(name="Ada")
    invoices = [make_invoice(customer, 1, number="R-1"), make_invoice(customer, 2, number="R-2")]
    notes = [
        make_credit_note(invoices[0], 1, reason="order_change"),
        make_credit_note(invoices[0], 2, status=CreditNoteStatus.VOID),
        make_credit_note(invoices[1], 1),
    ]
    await save(database, customer, invoices, [make_line(invoice) for invoice in invoices], notes)

    page = await text_of(operator)

    assert "£2.00 credited on 21 Nov 2026 (order change)" in page
    assert "£2.00, void" in page
    links = re.findall('href="([^"]+/credit-notes/[^"]+)"', page)
    assert len(links) == 2
    for link, note in zip(links, notes[:2], strict=True):
        opened = await client.get(html.unescape(link))
        assert f"credit-note-{note.number}.pdf" in opened.headers["content-disposition"]


async def test_the_credit_notes_of_a_draft_have_no_link(
    database: Database, project: Project, operator: Operator
) -> None:
    customer = make_customer(name="Ada")
    draft = make_invoice(customer, status=InvoiceStatus.DRAFT, number=None)
    await save(database, customer, draft, make_credit_note(draft, number="CN-1"))

    page = await text_of(operator)

    assert "CN-1" in page
    assert "/credit-notes/" not in page
