"""`pdf`: the document that the link opens, in a file."""

import asyncio
import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from models.billing.invoice import InvoiceStatus
from resolvers.invoices.pdf_versions import find_pdf_versions
from storage.database import Database
from tests.app.conftest import Run
from tests.factories import make_context, make_customer, make_invoice, make_line, make_project, save


async def add_invoices(url: str, **customer_overrides: Any) -> None:
    database = Database(url)
    customer = make_customer(**customer_overrides)
    issued, draft = make_invoice(customer, 1), make_invoice(customer, 2, status=InvoiceStatus.DRAFT)
    await save(database, make_project(), customer, [issued, draft], make_line(issued))
    await database.close()


async def kept_sha256(url: str) -> str | None:
    database = Database(url)
    versions = await find_pdf_versions(make_context(database), "in_1_1")
    await database.close()
    return versions.current.sha256 if versions and versions.current else None


def test_what_it_writes_is_kept_and_written_again(database_url: str, run: Run, tmp_path: Path) -> None:
    asyncio.run(add_invoices(database_url))
    files = [tmp_path / "first.pdf", tmp_path / "second.pdf"]

    outcomes = [run("pdf", "in_1_1", "--project", "Northwind", "-o", str(file)) for file in files]

    assert [(outcome.exit_code, outcome.stdout) for outcome in outcomes] == [(0, ""), (0, "")]
    contents = [file.read_bytes() for file in files]
    assert contents[0] == contents[1]
    assert hashlib.sha256(contents[0]).hexdigest() == asyncio.run(kept_sha256(database_url))


@pytest.mark.parametrize("words", [("in_none",), ("in_1_2",), ("in_1_1", "--test")], ids=["unknown", "draft", "test"])
def test_what_has_no_document_is_told_in_a_line(
    database_url: str, run: Run, tmp_path: Path, words: tuple[str, ...]
) -> None:
    asyncio.run(add_invoices(database_url))

    refused = run("pdf", *words, "--project", "Northwind", "-o", str(tmp_path / "out.pdf"))

    mode = "test" if "--test" in words else "live"
    assert refused.exit_code == 1
    assert refused.stderr == f"Error: The project has no issued invoice '{words[0]}' in its {mode} data.\n"
    assert not (tmp_path / "out.pdf").exists()


def test_a_file_that_cannot_be_written_and_a_document_that_takes_too_long_are_told_in_a_line(
    database_url: str, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asyncio.run(add_invoices(database_url))
    words = ("pdf", "in_1_1", "--project", "Northwind", "-o", str(tmp_path / "none" / "out.pdf"))

    with monkeypatch.context() as patch:
        patch.setenv("CALMONY_PDF_TIME_LIMIT", "0.001")
        slow = run(*words)
    nowhere = run(*words)

    assert (slow.exit_code, slow.stderr) == (1, "Error: Generating the PDF takes longer than 0.001 s.\n")
    assert (nowhere.exit_code, nowhere.stderr) == (1, f"Error: {tmp_path}/none/out.pdf: No such file or directory\n")


def test_characters_that_no_font_has_are_told(database_url: str, run: Run, tmp_path: Path) -> None:
    asyncio.run(add_invoices(database_url, name="\U00013000 & Sons"))
    output = tmp_path / "out.pdf"
    words = ("pdf", "in_1_1", "--project", "Northwind", "-o", str(output))

    plain, as_json = run(*words), run(*words, "--json")

    assert "has characters that no font has, printed as \ufffd: U+13000." in plain.stderr
    assert json.loads(as_json.stdout)["undrawn"] == ["U+13000"]
