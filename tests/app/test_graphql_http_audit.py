"""graphql-http's server audit, the conformance suite of GraphQL over HTTP, against the served application."""

import json
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.app.conftest import Run
from tests.app.test_serving import Served
from tests.node_projects import install_project

pytestmark = pytest.mark.one_database


@pytest.fixture
def key(run: Run) -> str:
    run("project", "create", "Acme")
    return run("key", "create", "--project", "Acme", "--role", "viewer").stdout.strip()


@pytest.fixture
def served(key: str, tmp_path: Path) -> Iterator[Served]:
    served = Served(("serve",), tmp_path)
    served.wait_until_ready()
    yield served
    served.process.kill()
    served.process.wait()


def test_all_61_audits_pass_recommendations_included(served: Served, key: str) -> None:
    project = install_project("audit")
    environment = {"GRAPHQL_URL": f"{served.url}/graphql", "GRAPHQL_KEY": key}

    audit = subprocess.run(
        [shutil.which("node") or "node", "audit.mjs"], cwd=project, env=environment, capture_output=True, check=True
    )

    results = json.loads(audit.stdout)
    assert [result for result in results if result["status"] != "ok"] == []
    assert Counter(result["name"].split()[0] for result in results) == {"MUST": 13, "SHOULD": 23, "MAY": 25}
