"""From the last release to this one while it serves, and back: with that release's own code."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from app.admin.projects import list_projects
from app.admin.verification import verify
from app.database.migrations import go_back, migrate
from benchmarks.soak.last_release import name_last_release, newest_revision, unpack_last_release
from models.values.instant import system_clock
from resolvers.summaries.differences import Difference
from storage.database import Database
from tests.app.conftest import Run
from tests.app.sellers import Sellers, bearer
from tests.app.test_serving import Served
from tests.factories import make_customer, make_payment, save

PAGE = """
{
  customer(id: "cus_1") {
    name
    paymentIntents { totalCount }
    invoices { nodes { number total { amountMinor } } }
    subscriptions { nodes { id status } }
  }
}
"""
CANCEL = """
mutation {
  cancelSubscription(input: {subscriptionId: "sub_1_1", timing: IMMEDIATELY}) { subscription { status } }
}
"""


@pytest.fixture(scope="session")
def last_release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The code of the commit that LAST_RELEASE names."""
    root = tmp_path_factory.mktemp("last-release")
    if not unpack_last_release(root):
        pytest.skip(f"the last release, {name_last_release()}, is not in this clone: fetch its whole history")
    return root


@pytest.fixture
async def earlier(database: Database, sellers: Sellers, last_release: Path) -> AsyncIterator[str]:
    """The last release's revision, which the database has, with data in it."""
    revision = newest_revision(last_release)
    # What is disputed is another facet there.
    await save(database, make_payment(make_customer(1), 9, amount_disputed=100))
    await go_back(database, revision)
    yield revision
    # On PostgreSQL the tests after have the same database.
    await migrate(database)


async def find_differences(database: Database) -> list[Difference]:
    return [each.difference for each in await verify(database, await list_projects(database), system_clock())]


async def test_the_last_release_serves_beside_the_migrated_database_and_gets_it_back(
    client: httpx.AsyncClient,
    database: Database,
    sellers: Sellers,
    earlier: str,
    last_release: Path,
    run: Run,
    tmp_path: Path,
) -> None:
    key = sellers.operator.secret
    served = Served(("serve",), tmp_path, last_release)
    try:
        await asyncio.to_thread(served.wait_until_ready)
        before = await asyncio.to_thread(served.post, key, PAGE)
        await migrate(database)
        beside = await asyncio.to_thread(served.post, key, PAGE)
        canceled = await asyncio.to_thread(served.post, key, CANCEL)
        seen = await client.post("/graphql", json={"query": PAGE}, headers=bearer(key))
    finally:
        served.process.kill()
        served.process.wait()
    left = await find_differences(database)
    finished = await asyncio.to_thread(run, "migrate", "--finish")
    after = await find_differences(database)
    await go_back(database, earlier)
    verified = await asyncio.to_thread(
        subprocess.run, [sys.executable, "-m", "app", "verify"], cwd=last_release, capture_output=True, text=True
    )

    assert before.json()["data"]["customer"]["paymentIntents"]["totalCount"] > 0
    assert beside.json() == before.json()
    assert canceled.json()["data"]["cancelSubscription"]["subscription"]["status"] == "CANCELED"
    assert "CANCELED" in str(seen.json()["data"]["customer"]["subscriptions"])
    assert {each.table for each in left} == {"customer_count", "customer_facets"}
    assert finished.stdout == "The upgrade is finished: figures of 1 customers were out of date.\n"
    assert after == []
    assert (verified.returncode, verified.stderr) == (0, "")
