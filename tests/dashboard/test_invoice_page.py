"""An invoice's page: its files, and why it is no e-invoice."""

from typing import Any

from models.access.project import Project
from models.billing.invoice import InvoiceStatus
from storage.database import Database
from tests.dashboard.conftest import Operator
from tests.factories import make_customer, make_invoice, make_line, save

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
