"""The wheel: one top-level name, everything that is needed, and a service that answers wherever it is installed."""

import re
import subprocess
import sys
import tomllib
from email import message_from_bytes
from pathlib import Path
from zipfile import ZipFile

import httpx
import pytest
from packaging.requirements import Requirement

from app.version import VERSION
from tests.install.conftest import PATIENCE, ROOT
from tests.install.service import Service

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
PACKAGES = ("app", "dashboard", "engine", "intake", "migrations", "models", "pdf", "resolvers", "schema", "storage")

pytestmark = pytest.mark.one_database


def test_it_claims_one_name(wheel: Path) -> None:
    names = ZipFile(wheel).namelist()

    assert {name.partition("/")[0] for name in names} == {"calmony", f"calmony_customer_view-{VERSION}.dist-info"}


def test_it_has_every_file_that_the_packages_have(wheel: Path) -> None:
    kept = [path for package in PACKAGES for path in (ROOT / package).rglob("*") if path.is_file()]
    wanted = {f"calmony/{path.relative_to(ROOT)}" for path in kept if path.suffix != ".pyc"}
    bundle = {f"calmony/{path.relative_to(ROOT)}" for path in (ROOT / "graphiql/dist").rglob("*.*") if path.is_file()}

    names = {name for name in ZipFile(wheel).namelist() if name.startswith("calmony/")}

    assert sorted(names) == sorted({"calmony/alembic.ini", *wanted, *bundle} - {"calmony/graphiql/dist/.built"})


def test_it_asks_for_what_the_project_asks_for(wheel: Path) -> None:
    metadata = next(name for name in ZipFile(wheel).namelist() if name.endswith(".dist-info/METADATA"))
    told = message_from_bytes(ZipFile(wheel).read(metadata))

    required = [each for each in map(Requirement, told.get_all("Requires-Dist", [])) if "extra" not in str(each.marker)]

    assert sorted(map(str, required)) == sorted(map(str, map(Requirement, PROJECT["dependencies"])))
    assert (told["Version"], told["Requires-Python"]) == (VERSION, PROJECT["requires-python"])


def test_it_serves_and_answers(service: Service) -> None:
    answer = service.ask("{ customers(first: 1) { totalCount nodes { name invoices(first: 1) { nodes { id } } } } }")

    assert answer["customers"]["totalCount"] == 3


def test_its_processes_make_pdfs(service: Service) -> None:
    found = service.ask("{ customers { nodes { invoices { nodes { pdfUrl } } } } }")
    links = [each["pdfUrl"] for node in found["customers"]["nodes"] for each in node["invoices"]["nodes"]]

    file = httpx.get(next(filter(None, links)), timeout=PATIENCE)

    assert (file.status_code, file.content[:5]) == (200, b"%PDF-")


def test_its_pages_have_their_templates_and_files(service: Service) -> None:
    page = httpx.get(f"{service.url}/dashboard/sign-in", timeout=PATIENCE)
    files = re.findall(r'(?:src|href)="(/[^"]+\.(?:css|js|svg)[^"]*)"', page.text)

    answers = [httpx.get(f"{service.url}{file}", timeout=PATIENCE).status_code for file in files]

    assert page.status_code == 200
    assert files != []
    assert answers == [200] * len(files)


def test_nothing_of_it_is_found_by_other_programs(service: Service) -> None:
    script = "import importlib.util, sys; print([name for name in sys.argv[1:] if importlib.util.find_spec(name)])"
    words = [service.command.with_name("python"), "-I", "-c", script, "calmony", *PACKAGES]

    found = subprocess.run(words, cwd=service.folder, capture_output=True, text=True, check=True)

    assert found.stdout == "['calmony']\n"


def test_it_runs_with_its_own_libraries_alone(wheel: Path) -> None:
    words = ["--offline", "--isolated", "--constraints", ROOT / "requirements.lock", "--from", wheel, "calmony"]

    told = subprocess.run(
        [sys.executable, "-m", "uv", "tool", "run", *words, "schema"], capture_output=True, text=True, timeout=PATIENCE
    )

    if "network was disabled" in told.stderr:
        pytest.skip("the cache of uv lacks some of the libraries: `uv tool run --from dist/*.whl calmony` fills it")
    assert told.stdout == (ROOT / "schema.graphql").read_text()
