"""What holds for every command."""

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import Column, String, Table
from typer.testing import CliRunner

from app.cli import cli
from models.ownership import owned_by_no_customer
from models.tables import METADATA
from storage.database import Database
from tests.app.conftest import Run
from tests.models.earlier_releases import CUSTOMER, PROJECT, set_back

ROOT = Path(__file__).parents[2]
NEEDS_DATABASE = [
    ["serve"],
    ["import", "-", "--project", "P"],
    ["generate", "--customers", "1", "--project", "P"],
    ["project", "create", "P"],
    ["project", "list"],
    ["key", "create", "--project", "P", "--role", "viewer"],
    ["key", "list"],
    ["key", "revoke", "key_1"],
    ["operator", "create", "a@b.example", "--project", "P", "--role", "viewer"],
    ["operator", "list"],
    ["operator", "revoke", "a@b.example"],
]


@pytest.mark.parametrize("words", NEEDS_DATABASE, ids=" ".join)
def test_on_an_unmigrated_database_a_command_says_what_to_run(
    words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CALMONY_DATABASE_URL", f"sqlite+aiosqlite:///{tmp_path}/new.db")

    refused = CliRunner().invoke(cli, words)

    assert refused.exit_code == 1
    assert refused.stderr == "Error: The database is not migrated: run `calmony migrate`.\n"


@pytest.mark.parametrize(
    ("url", "complaint"),
    [
        ("mysql://db/x", "CALMONY_DATABASE_URL: mysql is not"),
        ("nonsense", "CALMONY_DATABASE_URL: Could not parse"),
        ("postgresql+asyncpg://user:hunter2@127.0.0.1:1/x", "The database does not answer: "),
    ],
)
def test_a_database_that_cannot_be_is_said_in_one_line_without_its_password(
    url: str, complaint: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CALMONY_DATABASE_URL", url)

    refused = CliRunner().invoke(cli, ["project", "list"])

    assert refused.exit_code == 1
    assert refused.stderr.startswith(f"Error: {complaint}")
    assert refused.stderr.count("\n") == 1
    assert "hunter2" not in refused.stderr


def test_migrating_again_is_harmless(run: Run) -> None:
    assert run("migrate").exit_code == 0
    assert run("project", "create", "Acme").exit_code == 0
    assert run("migrate").exit_code == 0
    assert "Acme" in run("project", "list").stdout


async def test_an_upgrade_tells_that_objects_imported_before_lack_what_this_release_keeps(
    database: Database, run: Run
) -> None:
    async with set_back(database, "0007", [PROJECT, CUSTOMER]):
        outcomes = [await asyncio.to_thread(run, "migrate") for _ in range(2)]

    assert ["import a newer export of them" in outcome.stdout for outcome in outcomes] == [True, False]


def test_the_migrations_make_what_the_models_say() -> None:
    assert CliRunner().invoke(cli, ["check-migrations"]).exit_code == 0


def test_a_model_without_a_migration_is_reported() -> None:
    forgotten = Table("forgotten", METADATA, Column("id", String), **owned_by_no_customer())

    try:
        checked = CliRunner().invoke(cli, ["check-migrations"])
    finally:
        METADATA.remove(forgotten)

    assert checked.exit_code == 1
    assert "forgotten" in checked.stderr


def test_the_schema_is_printed_as_sdl() -> None:
    printed = CliRunner().invoke(cli, ["schema"])

    assert printed.stdout.startswith("schema {")
    assert printed.stdout.endswith("}\n")


@pytest.mark.parametrize(
    ("words", "base_url"),
    [
        (["serve", "--host", "0.0.0.0"], "http://127.0.0.1:8000"),
        (["serve"], "https://pay.example.com"),
        (["serve", "--workers", "2"], "http://10.0.0.5:8000"),
        (["demo"], "https://pay.example.com"),
    ],
    ids=str,
)
def test_where_others_reach_the_service_the_development_secret_is_refused(
    words: list[str], base_url: str, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CALMONY_BASE_URL", base_url)

    refused = run(*words)

    assert refused.exit_code == 1
    assert "set CALMONY_SECRET_KEY" in refused.stderr
    assert refused.stderr.count("\n") == 1


@pytest.mark.parametrize("words", [[], ["project"], ["key"], ["operator"]], ids=" ".join)
def test_without_a_command_the_help_is_shown(words: list[str]) -> None:
    shown = CliRunner().invoke(cli, words)

    assert shown.exit_code == 2
    assert "Usage:" in shown.output


@pytest.mark.parametrize(
    ("module", "heavy"),
    [
        ("app.cli", ("sqlalchemy", "sqlmodel", "strawberry", "starlette", "uvicorn", "pydantic", "xhtml2pdf")),
        ("app.factory", ("xhtml2pdf", "reportlab", "pikepdf", "uharfbuzz", "segno")),
    ],
    ids=["the help", "the service"],
)
def test_what_starts_loads_no_library_that_it_may_never_need(module: str, heavy: tuple[str, ...]) -> None:
    script = f"import {module}, sys; print([name for name in {heavy} if name in sys.modules])"

    loaded = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)

    assert loaded.stdout == "[]\n"
