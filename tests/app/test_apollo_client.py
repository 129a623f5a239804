"""Apollo Client's own link for persisted queries, against the served application."""

import asyncio
import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from models.access.api_key import new_api_key
from models.access.viewer import Role
from storage.database import Database
from tests.app.conftest import Run
from tests.app.test_serving import Served
from tests.factories import NOW, make_customer, make_project, save
from tests.node_projects import install_project

pytestmark = pytest.mark.one_database

TOLD = "PersistedQueryNotFound"


@pytest.fixture
def served(run: Run, tmp_path: Path) -> Iterator[Served]:
    served = Served(("serve",), tmp_path)
    served.wait_until_ready()
    yield served
    served.process.kill()
    served.process.wait()


@pytest.fixture
def key(database_url: str) -> str:
    """An operator's key to a project with the customer cus_1."""
    key = new_api_key("prj_1", live_mode=True, role=Role.OPERATOR, name="Shop", now=NOW)

    async def store() -> None:
        database = Database(database_url)
        await save(database, make_project(), make_customer(), key.row)
        await database.close()

    asyncio.run(store())
    return key.secret


def ask(served: Served, key: str, method: str) -> Any:
    project = install_project("apollo")
    words = ["node", "ask.mjs", f"{served.url}/graphql", key, method]
    asked = subprocess.run(words, cwd=project, capture_output=True, timeout=60)
    assert asked.returncode == 0, asked.stderr.decode()
    return json.loads(asked.stdout)


def request(method: str, query: bool, error: str | None = None, status: int = 200) -> dict[str, Any]:
    return {"method": method, "query": query, "hash": True, "status": status, "error": error}


@pytest.mark.parametrize("method", ["POST", "GET"])
def test_apollo_client_sends_a_query_once_and_then_its_hash_alone(key: str, served: Served, method: str) -> None:
    told = ask(served, key, method.lower())

    customer = {"__typename": "Customer", "id": "cus_1", "name": "Customer 1"}
    assert told["answers"] == [customer, customer, []]
    assert told["requests"] == [
        request(method, query=False, error=TOLD, status=400),
        request("POST", query=True),
        request(method, query=False),
        # A mutation goes by POST, whatever queries do.
        request("POST", query=False, error=TOLD, status=400),
        request("POST", query=True),
    ]
