"""`operator …`."""

import asyncio
import json
from typing import Any

import pytest
from dirty_equals import IsPartialDict, IsStr
from sqlmodel import col, select

from models.access.operator import Operator
from models.access.operator_session import OperatorSession
from storage.database import Database
from tests.app.conftest import Run
from tests.factories import make_operator, make_project, make_session, save

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


def test_a_new_password_is_made_up_and_printed_once_or_taken_from_standard_input(run: Run, create: Any) -> None:
    first = json.loads(create().stdout)

    made_up = json.loads(run("operator", "password", "ADA@post.example", "--json").stdout)
    given = run("operator", "password", first["email"], "--project", "Acme Ltd", "--password-stdin", input=PASSWORD)

    assert made_up == {"id": first["id"], "email": first["email"], "password": IsStr(min_length=20)}
    assert made_up["password"] != first["password"]
    assert (given.exit_code, given.stdout) == (0, f"{first['id']}\n")


async def test_a_new_password_ends_the_operators_sessions_and_no_others(run: Run, database: Database) -> None:
    ada, bo = make_operator(), make_operator(id="op_2", email="bo@post.example")
    sessions = [make_session(operator).row for operator in (ada, ada, bo)]
    await save(database, make_project(), [ada, bo], sessions)

    await asyncio.to_thread(run, "operator", "password", ada.email)

    async with database.sessions() as session:
        ended = {row.id: row.revoked_at is not None for row in await session.exec(select(OperatorSession))}
        hashes = [row.password_hash for row in await session.exec(select(Operator).order_by(col(Operator.id)))]
    assert [ended[each.id] for each in sessions] == [True, True, False]
    assert [stored == ada.password_hash for stored in hashes] == [False, True]


def test_a_password_is_for_an_operator_who_signs_in_to_that_project(run: Run, create: Any) -> None:
    create()
    run("project", "create", "Another")

    refused = [
        run("operator", "password", "nobody@post.example"),
        run("operator", "password", "ada@post.example", "--project", "Another"),
        run("operator", "password", "ada@post.example", "--password-stdin", input="short"),
    ]
    run("operator", "revoke", "ada@post.example")
    revoked = run("operator", "password", "ada@post.example")

    assert [answer.exit_code for answer in (*refused, revoked)] == [1] * 4
    assert [answer.stderr.count("\n") for answer in (*refused, revoked)] == [1] * 4


def test_what_is_no_address_and_who_is_no_operator_is_said(run: Run) -> None:
    run("project", "create", "Acme Ltd")

    no_address = run("operator", "create", "ada", "--project", "Acme Ltd", "--role", "viewer")
    nobody = run("operator", "revoke", "nobody@post.example")

    assert (no_address.exit_code, nobody.exit_code) == (1, 1)
    assert (no_address.stderr.count("\n"), nobody.stderr.count("\n")) == (1, 1)


def test_without_passwords_operators_are_made_for_the_provider_and_get_none(
    run: Run, create: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {
        "PASSWORDS": "false",
        "OIDC_ISSUER": "https://accounts.example.com",
        "OIDC_CLIENT_ID": "calmony",
        "OIDC_CLIENT_SECRET": "secret",
        "OIDC_ROLES": '{"desk": {"project": "Acme Ltd", "role": "operator"}}',
    }.items():
        monkeypatch.setenv(f"CALMONY_{name}", value)

    made, with_password = create(), create("--password-stdin", input=f"{PASSWORD}\n")
    changed = run("operator", "password", "ada@post.example")

    assert json.loads(made.stdout) == {"id": IsStr(), "email": "ada@post.example", "role": "operator"}
    assert "they sign in through the provider" in made.stderr
    for refused in (with_password, changed):
        assert (refused.exit_code, refused.stderr) == (
            1,
            "Error: CALMONY_PASSWORDS is false: operators have no password here, and sign in at the provider.\n",
        )


async def test_who_signs_in_through_the_provider_gets_no_password(run: Run, database: Database) -> None:
    await save(database, make_project(), make_operator(subject_hash="x"))

    refused = await asyncio.to_thread(run, "operator", "password", make_operator().email)

    assert refused.exit_code == 1
    assert refused.stderr == "Error: This operator signs in through the provider, where the password is changed.\n"
