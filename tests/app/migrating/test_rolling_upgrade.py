"""From the last release to this one while it serves, and back: with that release's own code."""

import asyncio
import io
import subprocess
import sys
import tarfile
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from app.migrations import go_back, migrate
from storage.database import Database
from tests.app.conftest import Run
from tests.app.sellers import Sellers, bearer
from tests.app.test_serving import ROOT, Served

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
    commit = (ROOT / "LAST_RELEASE").read_text().strip()
    packed = subprocess.run(["git", "archive", commit], cwd=ROOT, capture_output=True, check=False)
    if packed.returncode != 0:
        pytest.skip(f"the last release, {commit}, is not in this clone: fetch its whole history")
    root = tmp_path_factory.mktemp("last-release")
    with tarfile.open(fileobj=io.BytesIO(packed.stdout)) as archive:
        archive.extractall(root, filter="data")
    return root


def newest_revision(root: Path) -> str:
    return max(path.name.partition("_")[0] for path in (root / "migrations/versions").glob("*.py"))


@pytest.fixture
async def earlier(database: Database, sellers: Sellers, last_release: Path) -> AsyncIterator[str]:
    """The last release's revision, which the database has, with data in it."""
    revision = newest_revision(last_release)
    await go_back(database, revision)
    yield revision
    # On PostgreSQL the tests after have the same database.
    await migrate(database)


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
    await go_back(database, earlier)
    verified = await asyncio.to_thread(
        subprocess.run, [sys.executable, "-m", "app", "verify"], cwd=last_release, capture_output=True, text=True
    )

    assert before.json()["data"]["customer"]["paymentIntents"]["totalCount"] > 0
    assert beside.json() == before.json()
    assert canceled.json()["data"]["cancelSubscription"]["subscription"]["status"] == "CANCELED"
    assert "CANCELED" in str(seen.json()["data"]["customer"]["subscriptions"])
    assert (verified.returncode, verified.stderr) == (0, "")
