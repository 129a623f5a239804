"""`copy`."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from app.cli import cli

pytestmark = pytest.mark.one_database


def run(*words: str) -> Result:
    return CliRunner().invoke(cli, ["copy", *words])


def test_the_command_tells_how_many_rows_are_the_same(source_url: str, tmp_path: Path) -> None:
    first, second = (f"sqlite+aiosqlite:///{tmp_path}/{name}.db" for name in ("first", "second"))

    told = run("--from", source_url, "--to", first)
    answered = run("--from", source_url, "--to", second, "--json")
    again = run("--from", source_url, "--to", second)

    assert (told.stderr, answered.stderr) == ("", "")
    rows = json.loads(answered.stdout)["rows"]
    assert (told.exit_code, answered.exit_code) == (0, 0)
    assert told.stdout == f"{sum(rows.values()):,} rows of {len(rows)} tables are identical in both databases.\n"
    assert (rows["customer"], json.loads(answered.stdout)["startedOver"]) == (14, False)
    assert (again.exit_code, again.stderr) == (1, "Error: The database to copy to is not empty.\n")


@pytest.mark.parametrize(
    ("source", "target", "complaint"),
    [
        ("mysql://db/x", "sqlite+aiosqlite:///x.db", "--from: mysql is not"),
        ("sqlite+aiosqlite:////nowhere/x.db", "sqlite+aiosqlite:///x.db", "--from: The database is not migrated"),
        ("there", "mysql://db/x", "--to: mysql is not"),
        ("there", "postgresql+asyncpg://user:hunter2@127.0.0.1:1/x", "The database does not answer: "),
    ],
)
def test_a_database_that_cannot_be_is_said_in_one_line(
    source: str, target: str, complaint: str, source_url: str
) -> None:
    refused = run("--from", source_url if source == "there" else source, "--to", target)

    assert refused.exit_code == 1
    assert refused.stderr.startswith(f"Error: {complaint}")
    assert refused.stderr.count("\n") == 1
    assert "hunter2" not in refused.stderr
