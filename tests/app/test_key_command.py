"""`key …`."""

import json
from typing import Any

import pytest
from dirty_equals import IsPartialDict, IsStr

from tests.app.conftest import Run


@pytest.fixture
def project_id(run: Run) -> str:
    return str(json.loads(run("project", "create", "Acme Ltd", "--json").stdout)["id"])


def listed(run: Run, *options: str) -> Any:
    return json.loads(run("key", "list", "--json", *options).stdout)["keys"]


@pytest.mark.parametrize("role", ["viewer", "operator"])
@pytest.mark.parametrize("live_mode", [True, False])
def test_a_key_is_printed_once_and_listed_without_its_secret(
    role: str, live_mode: bool, run: Run, project_id: str
) -> None:
    options = [] if live_mode else ["--test"]

    created = run("key", "create", "--project", "Acme Ltd", "--role", role, "--name", "Shop", "--json", *options)

    prefix = "sk_live_" if live_mode else "sk_test_"
    answer = json.loads(created.stdout)
    assert answer == {
        "id": IsStr(regex="key_[0-9A-Z]{26}"),
        "key": IsStr(regex=f"{prefix}[0-9A-Za-z]{{32}}"),
        "role": role,
        "liveMode": live_mode,
    }
    assert listed(run) == [
        IsPartialDict({"id": answer["id"], "projectId": project_id, "name": "Shop", "liveMode": live_mode})
    ]
    assert answer["key"] not in run("key", "list").stdout


def test_without_json_the_key_is_all_that_is_printed(run: Run, project_id: str) -> None:
    created = run("key", "create", "--project", project_id, "--role", "VIEWER")

    assert created.stdout.startswith("sk_live_")
    assert created.stdout.count("\n") == 1


def test_a_key_is_revoked_once_and_for_all(run: Run, project_id: str) -> None:
    key = json.loads(run("key", "create", "--project", project_id, "--role", "viewer", "--json").stdout)

    first = run("key", "revoke", key["id"], "--json")
    second = run("key", "revoke", key["id"], "--json")

    assert json.loads(first.stdout)["revokedAt"] is not None
    assert json.loads(first.stdout) == json.loads(second.stdout) == listed(run)[0]


def test_the_list_is_narrowed_to_one_project(run: Run, project_id: str) -> None:
    run("project", "create", "Bravo")
    run("key", "create", "--project", "Bravo", "--role", "viewer")

    assert listed(run, "--project", project_id) == []
    assert len(listed(run, "--project", "Bravo")) == 1


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["create", "--project", "Nobody", "--role", "viewer"], 1),
        (["list", "--project", "Nobody"], 1),
        (["revoke", "key_nope"], 1),
        (["create", "--project", "Acme Ltd", "--role", "emperor"], 2),
        (["create", "--role", "viewer"], 2),
        (["frob"], 2),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(words: list[str], code: int, run: Run, project_id: str) -> None:
    refused = run("key", *words)

    assert refused.exit_code == code
    assert refused.stderr.startswith("Error: ")
    assert refused.stderr.count("\n") == 1
    assert listed(run) == []
