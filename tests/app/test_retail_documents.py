"""The retail sample's invoices as PDFs: each prints the total that GraphQL tells, and together they add up."""

import asyncio
import re
from typing import Any

import httpx
import pypdfium2
import pytest

from app.settings import Settings
from intake.importing import import_files
from storage.database import Database
from tests.app.conftest import AddKey
from tests.app.sellers import Bearer, bearer
from tests.app.test_kept_invoices import serving
from tests.intake.conftest import RETAIL_SAMPLE

pytestmark = pytest.mark.one_database

AT_ONCE = 8
TOTAL = re.compile(r"Total \(GBP\) +(\S+)")
# One in so many is printed; with --fuzz each is.
PRINTED = 5
QUERY = """query Q($after: String) { customers(first: 100, after: $after) { pageInfo { hasNextPage endCursor } nodes {
  invoices(first: 100) { pageInfo { hasNextPage } nodes { id total { amountMinor formatted } } } } } }"""


async def list_totals(client: httpx.AsyncClient, key: Bearer) -> dict[str, Any]:
    """The total of each invoice by its id, as GraphQL tells it."""
    totals, after = {}, None
    while True:
        answer = await client.post("/graphql", json={"query": QUERY, "variables": {"after": after}}, headers=key)
        page = answer.json()["data"]["customers"]
        for customer in page["nodes"]:
            assert not customer["invoices"]["pageInfo"]["hasNextPage"]
            totals |= {invoice["id"]: invoice["total"] for invoice in customer["invoices"]["nodes"]}
        if not page["pageInfo"]["hasNextPage"]:
            return totals
        after = page["pageInfo"]["endCursor"]


def printed_totals(pdf: bytes) -> list[str]:
    # In this process: a program for each of them would take as long as printing them.
    with pypdfium2.PdfDocument(pdf) as file:
        return TOTAL.findall("\n".join(page.get_textpage().get_text_range() for page in file))


@pytest.mark.timeout(600)
async def test_pdfs_of_the_retail_sample_print_the_totals_that_graphql_tells(
    settings: Settings, database: Database, add_key: AddKey, pytestconfig: pytest.Config
) -> None:
    report = await import_files(database, [RETAIL_SAMPLE], project_id="prj_1", live_mode=True)
    assert report.as_json()["errors"] == []
    key, turns = bearer((await add_key()).secret), asyncio.Semaphore(AT_ONCE)

    async with serving(settings) as client:
        told = await list_totals(client, key)

        async def printed(invoice_id: str) -> list[str]:
            async with turns:
                answer = await client.get(f"/invoices/{invoice_id}.pdf", headers=key)
            assert answer.status_code == 200
            return printed_totals(answer.content)

        chosen = list(told)[:: 1 if pytestconfig.getoption("--fuzz") else PRINTED]
        found = dict(zip(chosen, await asyncio.gather(*map(printed, chosen)), strict=True))

    assert len(told) == 635
    assert sum(total["amountMinor"] for total in told.values()) == 15_346_009
    # Paper has the minus sign, GraphQL the hyphen that CLDR has.
    assert found == {invoice_id: [told[invoice_id]["formatted"].replace("-", "−")] for invoice_id in chosen}
