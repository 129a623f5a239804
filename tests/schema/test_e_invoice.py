"""`eInvoice`: whether an invoice is there as data, and if not, why."""

from typing import Any

import pytest

from models.access.viewer import Role
from models.billing.invoice import InvoiceStatus
from storage.database import Database
from tests.asking import Ask
from tests.conftest import QueryLog
from tests.factories import make_customer, make_invoice, make_line, make_project, save

FIELDS = "eInvoice { profile gap reason xmlUrl }"
SELLER = {"address": {"country": "GB"}, "tax_ids": [{"type": "gb_vat", "value": "GB123456789"}]}
BUYER = {"name": "Ada", "address": {"country": "GB"}, "tax_exempt": "exempt"}


async def store(database: Database, number: int, seller: dict[str, Any] = SELLER) -> None:
    customer = make_customer()
    invoices = [
        make_invoice(customer, nth, buyer=BUYER, seller={"name": "Northwind", **seller}) for nth in range(number)
    ]
    lines = [make_line(invoice) for invoice in invoices]
    draft = make_invoice(customer, number, status=InvoiceStatus.DRAFT)
    await save(database, make_project(), customer, [*invoices, draft], lines)


async def e_invoice(ask: Ask, number: int = 0, **viewer: Any) -> Any:
    answer = await ask(f'{{ invoice(id: "in_1_{number}") {{ {FIELDS} }} }}', **viewer)
    return answer["data"]["invoice"]["eInvoice"]


async def test_an_invoice_with_all_that_is_needed_has_a_profile_and_a_link(database: Database, ask: Ask) -> None:
    await store(database, 1)

    found = await e_invoice(ask)

    url = found.pop("xmlUrl")
    assert found == {"profile": "EN 16931", "gap": None, "reason": None}
    assert url.startswith("https://pay.example.com/invoices/in_1_0.xml?token=")


async def test_one_that_lacks_something_says_what_but_not_to_a_customer(database: Database, ask: Ask) -> None:
    await store(database, 1, seller={"address": None})

    by_the_seller = await e_invoice(ask)
    by_the_customer = await e_invoice(ask, role=Role.CUSTOMER, customer_id="cus_1")

    assert by_the_seller == {
        "profile": None,
        "gap": "SELLER_COUNTRY",
        "reason": "The project's address lacks a country: give it with `project update`.",
        "xmlUrl": None,
    }
    assert by_the_customer == dict.fromkeys(by_the_seller)


async def test_a_draft_has_none(database: Database, ask: Ask) -> None:
    await store(database, 1)

    assert await e_invoice(ask, number=1) is None


@pytest.mark.parametrize("number", [4, 8])
async def test_those_of_a_list_are_read_together(database: Database, ask: Ask, queries: QueryLog, number: int) -> None:
    await store(database, number)
    queries.clear()

    answer = await ask(f'{{ customer(id: "cus_1") {{ invoices(first: 100) {{ nodes {{ {FIELDS} }} }} }} }}')

    # The customer and the invoices, and then their lines, they themselves, their customer and project. No rates.
    assert len(queries) == 6
    profiles = [
        node["eInvoice"] and node["eInvoice"]["profile"] for node in answer["data"]["customer"]["invoices"]["nodes"]
    ]
    assert sorted(profiles, key=str) == ["EN 16931"] * number + [None]
