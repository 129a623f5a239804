"""Whose session a token is, and when it is nobody's."""

import asyncio
from typing import Any

import pytest
from sqlmodel import col, select

from app.secrets.sealing import Sealing
from app.sessions.authenticator import NOTES_PER_IDLE_LIMIT, SessionAuthenticator
from app.sessions.ending import end_session
from app.sessions.opening import SWEPT, Opening
from app.sessions.password_checks import Verified
from app.sessions.second_factors import PURPOSE, SecondFactors
from app.sessions.usage import SessionUsage
from models.access.operator import Operator
from models.access.operator_session import OperatorSession
from models.access.project import Project
from models.access.viewer import Role, Viewer
from models.values.instant import DAY, SECOND, Instant
from storage.database import Database
from tests.conftest import QueryLog
from tests.factories import NOW, later, make_operator, make_session, save

IDLE = 2400
STEP = IDLE // NOTES_PER_IDLE_LIMIT


@pytest.fixture
def usage(database: Database) -> SessionUsage:
    return SessionUsage(database)


def authenticator_at(database: Database, usage: SessionUsage, now: int = NOW) -> SessionAuthenticator:
    return SessionAuthenticator(database, usage, lambda: Instant(now), IDLE)


def opening(database: Database) -> Opening:
    factors = SecondFactors(database, Sealing("a secret of the tests", PURPOSE), lambda: NOW)
    return Opening(database, factors, lambda: NOW, DAY // SECOND)


async def save_session(database: Database, operator: Operator, **overrides: Any) -> str:
    session = make_session(operator, **overrides)
    await save(database, operator, session.row)
    return session.token


async def stored_sessions(database: Database) -> list[OperatorSession]:
    async with database.sessions() as session:
        return list(await session.exec(select(OperatorSession).order_by(col(OperatorSession.id))))


@pytest.mark.parametrize("role", [Role.VIEWER, Role.OPERATOR])
async def test_a_session_is_its_operator_to_live_data_by_one_statement(
    role: Role, database: Database, project: Project, usage: SessionUsage, queries: QueryLog
) -> None:
    token = await save_session(database, make_operator(role=role))
    queries.clear()

    viewer = await authenticator_at(database, usage).authenticate(token)

    assert viewer == Viewer("prj_1", "Northwind", True, role, "ada@post.example", "op_1", signed_in=True)
    assert len(queries) == 1


@pytest.mark.parametrize(
    ("operator", "session"),
    [
        ({}, {"expires_at": NOW}),
        ({}, {"last_seen_at": NOW - IDLE * SECOND}),
        ({}, {"revoked_at": NOW}),
        ({"revoked_at": NOW}, {}),
    ],
    ids=["expired", "idle", "revoked", "of a revoked operator"],
)
async def test_a_session_that_ended_is_nobody(
    operator: dict[str, Any],
    session: dict[str, Any],
    database: Database,
    project: Project,
    usage: SessionUsage,
) -> None:
    token = await save_session(database, make_operator(**operator), **session)

    assert await authenticator_at(database, usage).authenticate(token) is None


async def test_a_session_lives_to_the_last_microsecond_of_its_time_and_of_its_rest(
    database: Database, project: Project, usage: SessionUsage
) -> None:
    times = {"expires_at": NOW + 1, "last_seen_at": NOW - IDLE * SECOND + 1}
    token = await save_session(database, make_operator(), **times)

    assert await authenticator_at(database, usage).authenticate(token) is not None


@pytest.mark.parametrize("token", ["", "x", "x" * 42, "x" * 44, "x" * 42 + "é", "x" * 42 + "\0", "x" * 42 + "\n"])
async def test_what_is_no_token_never_reaches_the_database(
    token: str, database: Database, usage: SessionUsage, queries: QueryLog
) -> None:
    assert await authenticator_at(database, usage).authenticate(token) is None
    assert queries == []


async def test_a_stored_hash_opens_nothing(database: Database, project: Project, usage: SessionUsage) -> None:
    token = await save_session(database, make_operator())
    row = (await stored_sessions(database))[0]

    assert token not in repr(row)
    assert await authenticator_at(database, usage).authenticate(row.token_hash[:43]) is None


async def test_a_session_in_use_is_seen_now_and_then_and_never_by_the_request_itself(
    database: Database, project: Project, usage: SessionUsage, queries: QueryLog
) -> None:
    token = await save_session(database, make_operator())
    queries.clear()

    for second in range(STEP):
        await authenticator_at(database, usage, NOW + second * SECOND).authenticate(token)
    await usage.flush()
    early = len(queries)
    seen = NOW + STEP * SECOND
    await authenticator_at(database, usage, seen).authenticate(token)
    asked = len(queries)
    await usage.flush()

    assert (early, asked) == (STEP, STEP + 1)
    assert [row.last_seen_at for row in await stored_sessions(database)] == [seen]


async def test_use_keeps_a_session_from_going_idle_but_not_from_its_end(
    database: Database, project: Project, usage: SessionUsage
) -> None:
    token = await save_session(database, make_operator(), expires_at=NOW + 3 * IDLE * SECOND)
    alive = []

    for hop in range(5):
        authenticator = authenticator_at(database, usage, NOW + hop * (IDLE - 1) * SECOND)
        alive.append(await authenticator.authenticate(token) is not None)
        await usage.flush()

    assert alive == [True, True, True, True, False]


async def test_a_session_is_opened_for_its_lifetime(database: Database, project: Project) -> None:
    await save(database, make_operator())

    new = await opening(database).open(Verified("op_1", "the hash of no password", None), "Firefox on Linux")

    assert new is not None
    assert [row.model_dump() for row in await stored_sessions(database)] == [new.row.model_dump()]
    assert (new.row.created_at, new.row.last_seen_at, new.row.expires_at) == (NOW, NOW, NOW + DAY)


@pytest.mark.parametrize("new_password", [None, "renewed"])
@pytest.mark.parametrize("changed", [{"revoked_at": NOW}, {"password_hash": "another"}, {"id": "op_2"}])
async def test_no_session_is_opened_where_the_account_changed_meanwhile(
    changed: dict[str, Any], new_password: str | None, database: Database, project: Project
) -> None:
    await save(database, make_operator(**changed))

    new = await opening(database).open(Verified("op_1", "the hash of no password", "renewed"), None, new_password)

    assert new is None
    assert await stored_sessions(database) == []
    async with database.sessions() as session:
        assert "renewed" not in [row.password_hash for row in await session.exec(select(Operator))]


async def test_opening_one_sweeps_a_bounded_number_of_those_that_expired(database: Database, project: Project) -> None:
    operator = make_operator()
    ended = [make_session(operator, expires_at=NOW - age).row for age in range(SWEPT + 2)]
    live = make_session(operator).row
    await save(database, operator, ended, live)
    verified = Verified(operator.id, operator.password_hash, None)

    first = await opening(database).open(verified, None)
    kept = {row.id for row in await stored_sessions(database)}
    second = await opening(database).open(verified, None)

    assert first is not None
    assert second is not None
    assert kept == {live.id, first.row.id, ended[0].id, ended[1].id}
    assert {row.id for row in await stored_sessions(database)} == {live.id, first.row.id, second.row.id}


async def test_any_number_sign_in_at_once_while_ended_sessions_are_swept(database: Database, project: Project) -> None:
    operators = [make_operator(id=f"op_{number}", email=f"{number}@post.example") for number in range(4)]
    ended = [make_session(operators[age % 4], expires_at=NOW - age).row for age in range(2 * SWEPT)]
    await save(database, operators, ended)

    opened = await asyncio.gather(
        *(opening(database).open(Verified(each.id, each.password_hash, None), None) for each in operators * 3)
    )

    assert None not in opened
    assert {row.id for row in await stored_sessions(database)} == {new.row.id for new in opened if new}


async def test_ending_a_session_ends_that_one_alone_and_only_once(database: Database, project: Project) -> None:
    operator = make_operator()
    mine, other = make_session(operator), make_session(operator)
    await save(database, operator, [mine.row, other.row])

    await end_session(database, mine.token, NOW)
    await end_session(database, mine.token, later(1))
    await end_session(database, "x" * 43, NOW)

    revoked = {row.id: row.revoked_at for row in await stored_sessions(database)}
    assert revoked == {mine.row.id: NOW, other.row.id: None}
