"""`import` and `generate`."""

import gc
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from dirty_equals import IsPartialDict, IsPositiveInt

from tests.app.conftest import Run

ROOT = Path(__file__).parents[2]
CUSTOMER = {"object": "customer", "id": "cus_1", "name": "Ada", "created": 1_700_000_000, "livemode": False}


@pytest.fixture(autouse=True)
def project(run: Run) -> None:
    run("project", "create", "Acme Ltd")


def test_a_file_is_imported_and_importing_it_again_changes_nothing(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "customers.ndjson"
    file.write_text(json.dumps(CUSTOMER))
    words = ["import", str(file), "--project", "Acme Ltd", "--live", "--json"]

    first = run(*words)
    again = run(*words)

    assert (first.exit_code, again.exit_code) == (0, 0)
    assert json.loads(first.stdout) == {
        "created": {"customer": 1},
        "updated": {},
        "unchanged": {},
        "deleted": {},
        "ignored": {},
        "notes": [],
        "errors": [],
    }
    assert json.loads(again.stdout) == IsPartialDict({"created": {}, "unchanged": {"customer": 1}})


@pytest.fixture
def broken_file(tmp_path: Path) -> str:
    file = tmp_path / "broken.ndjson"
    file.write_text("\n".join([json.dumps(CUSTOMER), "{broken", json.dumps(CUSTOMER | {"id": "cus_2"})]))
    return str(file)


def test_a_broken_line_is_named_the_rest_goes_in_and_the_exit_code_is_1(run: Run, broken_file: str) -> None:
    told = run("import", broken_file, "--project", "Acme Ltd")
    answered = run("import", broken_file, "--project", "Acme Ltd", "--json")

    assert (told.exit_code, answered.exit_code) == (1, 1)
    assert told.stdout == "created    2 customer\n"
    assert told.stderr.startswith(f"{broken_file}:2: ")
    assert json.loads(answered.stdout)["errors"] == [IsPartialDict({"file": broken_file, "line": 2})]


def test_a_strict_import_keeps_nothing_of_a_file_with_a_broken_line(run: Run, broken_file: str) -> None:
    strict = run("import", broken_file, "--project", "Acme Ltd", "--strict", "--json")
    after = run("import", broken_file, "--project", "Acme Ltd", "--json")

    assert strict.exit_code == 1
    assert json.loads(strict.stdout)["created"] == {}
    assert json.loads(after.stdout)["created"] == {"customer": 2}


@pytest.mark.one_database
def test_standard_input_is_read_where_a_dash_stands() -> None:
    imported = subprocess.run(
        [sys.executable, "-m", "app", "import", "-", "--project", "Acme Ltd"],
        cwd=ROOT,
        input=json.dumps(CUSTOMER).encode(),
        capture_output=True,
    )

    assert (imported.returncode, imported.stdout, imported.stderr) == (0, b"created    1 customer\n", b"")


def test_a_missing_file_and_an_unknown_project_are_said_before_anything_is_read(run: Run) -> None:
    missing = run("import", "/nowhere.ndjson", "--project", "Acme Ltd")
    unknown = run("import", "-", "--project", "Nobody", input="")

    assert (missing.exit_code, missing.stderr) == (1, "Error: There is no file '/nowhere.ndjson'.\n")
    assert (unknown.exit_code, unknown.stderr.count("\n")) == (1, 1)


@pytest.mark.parametrize("mode", ["--live", "--test"])
def test_synthetic_customers_go_into_either_mode(mode: str, run: Run) -> None:
    generated = run("generate", "--customers", "5", "--seed", "3", "--project", "Acme Ltd", mode, "--json")

    assert generated.exit_code == 0
    assert json.loads(generated.stdout) == IsPartialDict({"errors": [], "ignored": {}})
    assert json.loads(generated.stdout)["created"] == IsPartialDict({"customer": 5, "invoice": IsPositiveInt()})


@pytest.mark.one_database
def test_that_a_process_was_lost_is_said_in_one_line(
    run: Run, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("intake.parts.loading.count_processors", lambda: 2)
    monkeypatch.setattr("intake.parts.loading.build", end_this_process)
    monkeypatch.setattr("intake.synthetic.portions._CUSTOMERS", 1)

    lost = run("generate", "--customers", "4", "--project", "Acme Ltd")
    gc.collect()

    assert lost.exit_code == 1
    assert lost.stderr.startswith("Error: A process that helped was ended")
    assert lost.stderr.count("\n") == 1
    assert caplog.records == []


def end_this_process(*_part: Any, **_terms: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL)
