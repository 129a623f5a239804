"""The retail sample's invoices as documents: each prints the total that GraphQL tells, and together they add up."""

import asyncio
import re
import shutil
import subprocess
from typing import Any

import httpx
import pytest

from app.settings import Settings
from intake.importing import import_files
from storage.database import Database
from tests.app.conftest import AddKey
from tests.app.sellers import Bearer, bearer
from tests.app.test_kept_invoices import serving
from tests.intake.conftest import RETAIL_SAMPLE

pytestmark = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler-utils are not installed")

AT_ONCE = 8
TOTAL = re.compile(r"Total \(GBP\) +(\S+)")
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
    done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True)
    return TOTAL.findall(done.stdout.decode())


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.timeout(600)
async def test_every_document_of_the_retail_sample_prints_the_total_that_graphql_tells(
    settings: Settings, database: Database, add_key: AddKey
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
            return await asyncio.to_thread(printed_totals, answer.content)

        found = dict(zip(told, await asyncio.gather(*map(printed, told)), strict=True))

    assert len(told) == 635
    assert sum(total["amountMinor"] for total in told.values()) == 15_346_009
    assert found == {invoice_id: [total["formatted"]] for invoice_id, total in told.items()}
