"""`project …`."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from dirty_equals import IsStr

from models.access.project import Project
from storage.database import Database
from tests.app.conftest import Run

LOGO = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABAQAAAAA3bvkkAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg=="
)


def create(run: Run, name: str = "Acme Ltd") -> str:
    return str(json.loads(run("project", "create", name, "--json").stdout)["id"])


def listed(run: Run) -> Any:
    return json.loads(run("project", "list", "--json").stdout)["projects"]


def test_a_project_is_created_and_listed(run: Run) -> None:
    created = run("project", "create", " Acme Ltd ", "--json")
    plain = run("project", "create", "Bravo")

    assert created.exit_code == 0
    assert json.loads(created.stdout) == {"id": IsStr(regex="prj_[0-9A-Z]{26}"), "name": "Acme Ltd"}
    assert plain.stdout.startswith("prj_")
    assert [project["name"] for project in listed(run)] == ["Acme Ltd", "Bravo"]
    assert "Acme Ltd" in run("project", "list").stdout


@pytest.mark.parametrize("name", ["Acme Ltd", "", " ", "x" * 201])
def test_a_name_that_is_taken_empty_or_endless_is_refused(name: str, run: Run) -> None:
    create(run)

    refused = run("project", "create", name)

    assert refused.exit_code == 1
    assert refused.stderr.count("\n") == 1
    assert len(listed(run)) == 1


@pytest.mark.parametrize("by_id", [True, False])
def test_details_are_written_and_what_is_left_out_stays(by_id: bool, run: Run, tmp_path: Path) -> None:
    project_id = create(run)
    details = tmp_path / "details.json"
    address = {"line1": "1 High Street", "postalCode": "BS1 4ZZ", "country": "GB"}
    details.write_text(json.dumps({"address": address, "taxId": "GB1", "logo": LOGO, "locale": "en-GB"}))

    updated = run("project", "update", project_id if by_id else "Acme Ltd", "--from", str(details))
    renamed = run("project", "update", project_id, "--from", "-", "--json", input='{"name": "Acme", "taxId": null}')

    assert updated.exit_code == 0
    assert json.loads(renamed.stdout) == {"id": project_id, "name": "Acme"}


@pytest.mark.parametrize(
    ("details", "complaint"),
    [
        ('{"nmae": "Acme"}', "nmae"),
        ('{"name": null}', "name"),
        ('{"name": ""}', "name"),
        ('{"paper": "A5"}', "paper"),
        ('{"email": "nobody"}', "email"),
        ('{"locale": "klingon"}', "locale"),
        ('{"timeZone": "Mars/Olympus"}', "timeZone"),
        ('{"timeZone": null}', "timeZone"),
        ('{"logo": "https://example.com/logo.png"}', "logo"),
        ('{"logo": "data:text/html;base64,AAAA"}', "logo"),
        ('{"logo": "data:image/png;base64,AAA"}', "logo"),
        ('{"logo": "data:image/png;base64,AAAA"}', "logo: not a complete PNG image"),
        ('{"paymentInstructions": {"iban": "DE02120300000000202052"}}', "paymentInstructions.iban: not a valid IBAN"),
        ('{"paymentInstructions": {"iban": "DE0212"}}', "paymentInstructions.iban: not a valid IBAN"),
        ('{"paymentInstructions": {"bic": "BYLADEM"}}', "paymentInstructions.bic: not a valid BIC"),
        ('{"paymentInstructions": {"url": "javascript:pay()"}}', "paymentInstructions.url"),
        ('{"address": {"country": "Britain"}}', "address.country"),
        ('{"address": {"country": "UK"}}', "address.country"),
        ('{"address": {"street": "High"}}', "address.street"),
        ('{"taxIds": ["GB123456789"]}', "taxIds"),
        ('{"taxIds": [{"type": "VAT", "value": "GB123456789"}]}', "taxIds.0.type"),
        ("[]", "object"),
        ("{", "JSON"),
    ],
)
def test_details_that_cannot_be_are_refused_in_one_line(details: str, complaint: str, run: Run) -> None:
    project_id = create(run)

    refused = run("project", "update", project_id, "--from", "-", input=details)

    assert refused.exit_code == 1
    assert complaint in refused.stderr
    assert refused.stderr.count("\n") == 1


def test_an_unknown_project_and_a_missing_file_are_said(run: Run) -> None:
    unknown = run("project", "update", "prj_nope", "--from", "-", input="{}")
    missing = run("project", "update", "prj_nope", "--from", "/nowhere.json")

    assert (unknown.exit_code, missing.exit_code) == (1, 2)
    assert unknown.stderr == "Error: There is no project 'prj_nope': `project list` shows them all.\n"
    assert "/nowhere.json" in missing.stderr
    assert missing.stderr.count("\n") == 1


async def test_payment_instructions_are_kept_compact_and_null_clears_them(run: Run, database: Database) -> None:
    details = {"accountHolder": "Acme Ltd", "iban": "de02 1203 0000 0000 2020 51", "bic": "byladem1001"}
    project_id = await asyncio.to_thread(create, run)

    async def update(instructions: Any) -> Any:
        text = json.dumps({"paymentInstructions": instructions})
        result = await asyncio.to_thread(run, "project", "update", project_id, "--from", "-", input=text)
        assert result.exit_code == 0, result.stderr
        async with database.sessions() as session:
            project = await session.get_one(Project, project_id)
            return project.payment_instructions

    assert await update(details | {"terms": None}) == {
        "account_holder": "Acme Ltd",
        "iban": "DE02120300000000202051",
        "bic": "BYLADEM1001",
    }
    assert await update(None) is None
    assert await update({}) is None
