"""A manifest that Relay's own compiler makes of a frontend's documents, trusted in strict mode."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from app.settings import Settings
from storage.database import Database
from tests.app.conftest import AddKey
from tests.app.test_persisted_queries import post, serve
from tests.factories import make_customer, make_invoice, save
from tests.node_projects import install_project

pytestmark = pytest.mark.one_database

SDL = Path(__file__).parents[2] / "schema.graphql"


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A frontend's folder with what the compiler wrote into it: `persisted.json` and the artifacts."""
    project, folder = install_project("relay"), tmp_path_factory.mktemp("frontend")
    shutil.copytree(project / "src", folder / "src")
    shutil.copy(project / "relay.config.json", folder)
    shutil.copy(SDL, folder)
    # The compiler adds to a manifest that is there.
    (folder / "persisted.json").write_text("{}")
    subprocess.run(
        [project / "node_modules" / ".bin" / "relay-compiler"], cwd=folder, check=True, capture_output=True, timeout=60
    )
    return folder


def id_of(folder: Path, query: str) -> str:
    """What Relay sends for a query: the id in the artifact that its runtime loads."""
    artifact = (folder / "src" / "__generated__" / f"{query}.graphql.js").read_text()
    found = re.search(r'"id": "([0-9a-f]{64})"', artifact)
    assert found is not None
    return found[1]


async def test_what_relay_compiles_runs_by_its_id_and_nothing_else(
    compiled: Path, settings: Settings, database: Database, add_key: AddKey
) -> None:
    manifest = compiled / "persisted.json"
    key = await add_key()
    bearer = {"Authorization": f"Bearer {key.secret}"}
    customer = make_customer()
    await save(database, customer, make_invoice(customer))
    page, viewer = id_of(compiled, "CustomerPageQuery"), id_of(compiled, "ViewerNameQuery")
    strict = settings.model_copy(update={"trusted_documents": (manifest,), "trusted_documents_strict": True})

    async with serve(strict) as client:
        page_answer = await post(client, bearer, {"documentId": page, "variables": {"id": "cus_1"}})
        viewer_answer = await post(client, bearer, {"doc_id": viewer})
        text_status, _ = await post(client, bearer, {"query": json.loads(manifest.read_text())[viewer]})

    node = {"number": "CUS_1-0001", "total": {"formatted": "£12.00"}, "id": "in_1_1"}
    customer_told = {"name": "Customer 1", "invoices": {"edges": [{"node": node}]}, "id": "cus_1"}
    assert page_answer == (200, {"data": {"customer": customer_told}})
    # Relay asks for the id of whatever has one.
    assert viewer_answer == (200, {"data": {"viewer": {"name": "Shop", "id": f"viewer_{key.row.id}"}}})
    assert text_status == 400
