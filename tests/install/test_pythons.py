"""The wheel on each supported Python that the machine has: it serves, answers and makes a PDF.

The whole suite runs on the oldest one. This takes half a minute for each, and so runs on `make pythons` alone.
"""

import subprocess
import sys
import tomllib
from pathlib import Path

import httpx
import pytest

from tests.free_ports import free_port
from tests.install.conftest import ROOT
from tests.install.service import PATIENCE, Service

CLASSIFIERS = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["classifiers"]
VERSIONS = [words[-1] for words in (each.split(" :: ") for each in CLASSIFIERS) if words[-1].startswith("3.")]
UV = (sys.executable, "-m", "uv")

pytestmark = [pytest.mark.one_database, pytest.mark.timeout(600)]


def find_python(version: str) -> str:
    """Where this Python is, on the path or among pyenv's; skips the test where it is not."""
    kept = sorted((Path.home() / ".pyenv/versions").glob(f"{version}.*/bin/python{version}"))
    found = subprocess.run(
        [*UV, "python", "find", "--no-python-downloads", version], capture_output=True, text=True
    ).stdout.strip()
    if not found and not kept:
        pytest.skip(f"Python {version} is not on this machine")
    return found or str(kept[-1])


def test_the_suite_runs_on_the_oldest_one() -> None:
    assert VERSIONS[0] == "3.11"


@pytest.mark.parametrize("version", VERSIONS)
def test_it_serves_answers_and_makes_a_pdf(
    version: str, wheel: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    if not request.config.getoption("--pythons"):
        pytest.skip("it takes minutes: `make pythons` runs it")
    python = find_python(version)
    subprocess.run([*UV, "venv", "--quiet", "--python", python, tmp_path / "venv"], check=True)
    install = (*UV, "pip", "install", "--quiet", "--python", tmp_path / "venv")
    subprocess.run([*install, "--constraints", ROOT / "requirements.lock", wheel], check=True)

    with Service(tmp_path / "venv/bin/calmony", tmp_path, free_port()) as service:
        found = service.ask("{ customers { totalCount nodes { invoices { nodes { pdfUrl } } } } }")["customers"]
        links = [each["pdfUrl"] for node in found["nodes"] for each in node["invoices"]["nodes"]]
        file = httpx.get(next(filter(None, links)), timeout=PATIENCE)
        said = (tmp_path / "said").read_text()

    assert found["totalCount"] == 3
    assert file.content[:5] == b"%PDF-"
    assert "Warning" not in said
