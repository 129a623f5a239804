"""`operator …`."""

import json
from typing import Any

import pytest
from dirty_equals import IsPartialDict, IsStr

from tests.app.conftest import Run

PASSWORD = "correct horse battery"


@pytest.fixture
def create(run: Run) -> Any:
    run("project", "create", "Acme Ltd")
    words = ["operator", "create", "Ada@Post.example", "--project", "Acme Ltd", "--role", "operator", "--json"]
    return lambda *options, **settings: run(*words, *options, **settings)


def listed(run: Run) -> Any:
    return json.loads(run("operator", "list", "--json").stdout)["operators"]


def test_a_password_is_made_up_and_printed_once(run: Run, create: Any) -> None:
    answer = json.loads(create().stdout)

    assert answer == {
        "id": IsStr(regex="op_[0-9A-Z]{26}"),
        "email": "ada@post.example",
        "role": "operator",
        "password": IsStr(min_length=20),
    }
    assert listed(run) == [IsPartialDict({"id": answer["id"], "email": "ada@post.example", "revokedAt": None})]
    assert answer["password"] not in str(listed(run))


def test_a_password_of_standard_input_is_not_printed(create: Any) -> None:
    answer = json.loads(create("--password-stdin", input=f"{PASSWORD}\n").stdout)

    assert answer == {"id": IsStr(), "email": "ada@post.example", "role": "operator"}


@pytest.mark.parametrize("password", ["", "short", "elevenchars"])
def test_a_weak_password_is_refused(password: str, run: Run, create: Any) -> None:
    refused = create("--password-stdin", input=f"{password}\n")

    assert refused.exit_code == 1
    assert refused.stderr == "Error: That password is too weak: a password needs at least 12 characters.\n"
    assert listed(run) == []


def test_a_second_operator_of_the_same_address_is_refused_until_the_first_is_revoked(run: Run, create: Any) -> None:
    first = json.loads(create().stdout)

    refused = create()
    run("operator", "revoke", "ADA@post.example")
    revoked = listed(run)
    second = json.loads(create().stdout)

    assert refused.exit_code == 1
    assert "ada" not in refused.stderr.lower()
    assert revoked == [IsPartialDict({"id": first["id"], "revokedAt": IsStr()})]
    assert listed(run) == [IsPartialDict({"id": second["id"], "revokedAt": None})]
    assert first["id"] != second["id"]


def test_what_is_no_address_and_who_is_no_operator_is_said(run: Run) -> None:
    run("project", "create", "Acme Ltd")

    no_address = run("operator", "create", "ada", "--project", "Acme Ltd", "--role", "viewer")
    nobody = run("operator", "revoke", "nobody@post.example")

    assert (no_address.exit_code, nobody.exit_code) == (1, 1)
    assert (no_address.stderr.count("\n"), nobody.stderr.count("\n")) == (1, 1)
