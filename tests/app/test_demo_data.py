"""The demonstration and one's own data never meet."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.cli import cli
from app.demo.demo_database import refuse_foreign_data, use_demo_database
from app.demo.seller import ensure_seller
from app.settings import read_settings
from app.user_error import UserError
from models.values.instant import Instant
from storage.database import Database
from tests.factories import NOW, make_customer, make_project, save

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.one_database


def prepare_demonstration(folder: Path) -> str:
    """The operator's key of a demonstration that ran in the folder; it is ended as soon as it is ready."""
    words = [sys.executable, "-P", ROOT / "app/entry_point.py", "demo", "--port", "0", "--customers", "1"]
    with subprocess.Popen(words, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout is not None
        said = "".join(iter(process.stdout.readline, "Three things to try, once signed in:\n"))
        process.terminate()
    return re.findall("^Operator key +(.+)$", said, re.MULTILINE)[0]


def test_no_key_of_the_demonstration_opens_what_is_set_up_without_one(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CALMONY_DATABASE_URL", raising=False)
    monkeypatch.delenv("CALMONY_PDF_STORE", raising=False)

    key = prepare_demonstration(tmp_path)
    migrated = CliRunner().invoke(cli, ["migrate"])
    kept = CliRunner().invoke(cli, ["key", "list", "--json"])

    assert key.startswith("sk_live_")
    assert migrated.exit_code == 0
    assert kept.stdout == '{"keys":[]}\n'
    assert sorted(entry.name for entry in (tmp_path / "var").glob("*.db")) == ["calmony.db", "demo.db"]
    assert use_demo_database(read_settings()).pdf_store != read_settings().pdf_store


async def test_in_a_database_with_customers_no_demonstration_begins(database: Database) -> None:
    await save(database, make_project(), make_customer())

    with pytest.raises(UserError, match="a database with customers: the demonstration needs one of its own"):
        await refuse_foreign_data(database)


async def test_a_demonstration_that_has_begun_goes_on_beside_others(database: Database) -> None:
    await ensure_seller(database, Instant(NOW))
    await save(database, make_project(), make_customer())

    await refuse_foreign_data(database)
