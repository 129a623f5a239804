"""Signing in and out: what it takes, what it answers, what it leaves behind."""

import asyncio
import itertools
import threading
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from argon2 import PasswordHasher
from dirty_equals import IsPartialDict, IsStr
from sqlmodel import select

from app.sessions import password_checks
from models.access.operator import UNMATCHED_HASH, Operator, verify_password
from models.access.operator_session import OperatorSession
from models.access.project import Project
from storage.database import Database
from tests.app.conftest import AddSession
from tests.app.sellers import content_of
from tests.app.signing_in import CHEAP_HASH, EMAIL, PASSWORD, SIGN_IN, fields_of, open_form, sign_in
from tests.factories import NOW, make_operator, save

LogLines = Callable[[], list[dict[str, Any]]]

WRONG = "The e-mail address or password is incorrect."


@pytest.fixture
async def operator(database: Database, project: Project) -> Operator:
    operator = make_operator(password_hash=CHEAP_HASH)
    await save(database, operator)
    return operator


@pytest.fixture
def checked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The hash of every argon2 verification, which is really made."""
    hashes: list[str] = []

    def verify(password_hash: str, password: str) -> bool:
        hashes.append(password_hash)
        return verify_password(password_hash, password)

    monkeypatch.setattr(password_checks, "verify_password", verify)
    return hashes


async def sessions_of(database: Database) -> list[OperatorSession]:
    async with database.sessions() as session:
        return list(await session.exec(select(OperatorSession)))


async def test_the_form_can_be_filled_in_by_password_managers_and_screen_readers(client: httpx.AsyncClient) -> None:
    page = await client.get(SIGN_IN)

    assert page.status_code == 200
    for part in (
        '<label for="email">',
        '<label for="password">',
        'autocomplete="username"',
        'autocomplete="current-password"',
        'method="post"',
    ):
        assert part in page.text
    assert page.text.count("<form") == 1
    assert 'role="alert"' not in page.text


@pytest.mark.parametrize("email", [EMAIL, "ADA@Post.Example", f"  {EMAIL} "])
async def test_an_operator_signs_in_and_is_known_from_then_on(
    email: str, client: httpx.AsyncClient, database: Database, operator: Operator
) -> None:
    answer = await sign_in(client, email)
    me = await client.post("/graphql", json={"query": "{ viewer { name role liveMode } }"})

    assert (answer.status_code, answer.headers["location"]) == (303, "/dashboard/customers")
    assert me.json() == {"data": {"viewer": {"name": EMAIL, "role": "OPERATOR", "liveMode": True}}}
    assert [row.operator_id for row in await sessions_of(database)] == [operator.id]
    assert client.cookies["calmony_session"] not in str(await content_of(database))


async def test_signing_in_leads_on_to_where_one_wanted_to_go(client: httpx.AsyncClient, operator: Operator) -> None:
    refused = await client.get("/dashboard/test/customers", params={"search": "a&b=c", "after": "x/y+z"})
    form = fields_of(await client.get(refused.headers["location"]))
    answer = await client.post(SIGN_IN, data={**form, "email": EMAIL, "password": PASSWORD})

    assert refused.status_code == 303
    assert answer.headers["location"] == "/dashboard/test/customers?search=a%26b%3Dc&after=x%2Fy%2Bz"


@pytest.mark.parametrize("wanted", ["https://evil.example", "//evil.example", "/\\evil.example", "/\t/evil.example"])
async def test_signing_in_never_leads_to_another_origin(
    wanted: str, client: httpx.AsyncClient, operator: Operator
) -> None:
    shown = await open_form(client, next=wanted)
    sent = await client.post(SIGN_IN, data={**shown, "next": wanted, "email": EMAIL, "password": PASSWORD})
    already = await client.get(SIGN_IN, params={"next": wanted})

    assert shown["next"] == "/dashboard/customers"
    assert (sent.headers["location"], already.headers["location"]) == ("/dashboard/customers",) * 2


async def test_who_is_signed_in_is_led_on_from_the_form(client: httpx.AsyncClient, add_session: AddSession) -> None:
    headers = await add_session()

    answer = await client.get(SIGN_IN, params={"next": "/dashboard/test/customers"}, headers=headers)

    assert (answer.status_code, answer.headers["location"]) == (303, "/dashboard/test/customers")


@pytest.mark.parametrize(
    ("email", "password"),
    [(EMAIL, "wrong"), (EMAIL, ""), ("nobody@post.example", PASSWORD), ("", ""), ("ada\0@post.example", "\0")],
)
async def test_whatever_is_wrong_has_one_answer_and_leaves_nothing(
    email: str, password: str, client: httpx.AsyncClient, database: Database, operator: Operator
) -> None:
    before = await content_of(database)

    answer = await sign_in(client, email, password)

    assert answer.status_code == 403
    assert f'<p role="alert" id="error">{WRONG}</p>' in answer.text
    assert "calmony_session" not in client.cookies
    assert await content_of(database) == before


async def test_unknown_revoked_and_known_accounts_have_the_same_answer_for_the_same_work(
    client: httpx.AsyncClient, database: Database, operator: Operator, checked: list[str], log_lines: LogLines
) -> None:
    revoked = make_operator(id="op_2", email="bo@post.example", password_hash=CHEAP_HASH, revoked_at=NOW)
    await save(database, revoked)
    form = await open_form(client)
    answers = []

    for email, password in ((EMAIL, "wrong"), ("nobody@post.example", "wrong"), (revoked.email, PASSWORD)):
        answer = await client.post(SIGN_IN, data={**form, "email": email, "password": password})
        answers.append((answer.status_code, answer.text.replace(email, "…"), sorted(answer.headers)))

    assert answers[0] == answers[1] == answers[2]
    assert [line["statements"] for line in log_lines() if line.get("method") == "POST"] == [1, 1, 1]
    assert checked == [CHEAP_HASH, UNMATCHED_HASH, UNMATCHED_HASH]


async def test_a_hash_of_yesterdays_parameters_is_renewed_by_signing_in_and_only_then(
    client: httpx.AsyncClient, database: Database, project: Project
) -> None:
    yesterdays = PasswordHasher(time_cost=2, memory_cost=8, parallelism=1).hash(PASSWORD)
    operator = make_operator(password_hash=yesterdays)
    await save(database, operator)

    async def stored_hash() -> str:
        async with database.sessions() as session:
            return (await session.get_one(Operator, operator.id)).password_hash

    await sign_in(client, password="wrong")
    refused = await stored_hash()
    await sign_in(client)
    renewed = await stored_hash()
    client.cookies.clear()
    again = await sign_in(client)

    assert refused == yesterdays
    assert renewed != yesterdays
    assert again.status_code == 303
    assert await stored_hash() == renewed


async def test_signing_in_again_ends_the_session_before(
    client: httpx.AsyncClient, database: Database, operator: Operator
) -> None:
    form = await open_form(client)
    for _ in range(2):
        await client.post(SIGN_IN, data={**form, "email": EMAIL, "password": PASSWORD})

    assert sorted(row.revoked_at is None for row in await sessions_of(database)) == [False, True]


async def test_signing_out_ends_the_session_for_whoever_kept_its_cookie(
    client: httpx.AsyncClient, database: Database, operator: Operator
) -> None:
    await sign_in(client)
    kept = {"Cookie": f"calmony_session={client.cookies['calmony_session']}"}
    form = fields_of(await client.get("/dashboard/no-such-page"))

    answer = await client.post("/dashboard/sign-out", data=form)
    client.cookies.clear()
    after = await client.get("/dashboard/no-such-page", headers=kept)

    assert (answer.status_code, answer.headers["location"]) == (303, SIGN_IN)
    assert answer.headers["set-cookie"].startswith("calmony_session=; ")
    assert (after.status_code, after.headers["location"]) == (303, f"{SIGN_IN}?next=/dashboard/no-such-page")
    assert [row.revoked_at for row in await sessions_of(database)] == [NOW]


async def test_signing_out_needs_the_forms_token(
    client: httpx.AsyncClient, database: Database, add_session: AddSession
) -> None:
    headers = await add_session()

    answers = [
        await client.post("/dashboard/sign-out", headers=headers),
        await client.post("/dashboard/sign-out", data={"csrf_token": "guessed"}, headers=headers),
        await client.get("/dashboard/sign-out", headers=headers),
    ]

    assert [answer.status_code for answer in answers] == [403, 403, 404]
    assert [row.revoked_at for row in await sessions_of(database)] == [None]


async def test_the_form_is_good_in_the_browser_alone_that_it_was_shown_in(
    client: httpx.AsyncClient, database: Database, operator: Operator
) -> None:
    right = {"email": EMAIL, "password": PASSWORD, "next": "/dashboard/test/customers"}
    elsewhere = await open_form(client)
    client.cookies.clear()
    without_cookie = await client.post(SIGN_IN, data={**elsewhere, **right})
    in_another = await client.post(SIGN_IN, data={**elsewhere, **right})
    without_token = await client.post(SIGN_IN, data=right)

    answers = (without_cookie, in_another, without_token)
    assert [answer.status_code for answer in answers] == [403] * 3
    assert all("This page had been open for too long." in answer.text for answer in answers)
    assert await sessions_of(database) == []
    again = await client.post(SIGN_IN, data={**fields_of(without_token), "email": EMAIL, "password": PASSWORD})
    assert (again.status_code, again.headers["location"]) == (303, "/dashboard/test/customers")


async def test_what_was_typed_is_shown_as_text(client: httpx.AsyncClient, operator: Operator) -> None:
    answer = await sign_in(client, '"><script>alert(1)</script>', "wrong")

    assert "<script>" not in answer.text
    assert "&lt;script&gt;" in answer.text


async def test_the_lines_of_sign_ins_tell_the_operator_and_nothing_secret_or_personal(
    client: httpx.AsyncClient, operator: Operator, log_lines: LogLines
) -> None:
    await sign_in(client, password="wrong")
    await sign_in(client, "nobody@post.example")
    await sign_in(client)
    await client.get("/dashboard/no-such-page")

    lines = log_lines()
    attempts = [line for line in lines if line["event"] == "sign-in"]
    assert attempts == [
        IsPartialDict(outcome="refused", operator_id=None, request_id=IsStr()),
        IsPartialDict(outcome="refused", operator_id=None),
        IsPartialDict(outcome="ok", operator_id=operator.id),
    ]
    assert lines[-1] == IsPartialDict(event="request", operator_id=operator.id, status=404, statements=1)
    text = str(lines)
    cookies = [cookie.split(".")[0] for cookie in client.cookies.values()]
    assert not [secret for secret in (EMAIL, "nobody@", PASSWORD, *cookies) if secret in text]


async def test_sign_ins_are_counted_by_how_they_ended(client: httpx.AsyncClient, operator: Operator) -> None:
    await sign_in(client, password="wrong")
    await sign_in(client)

    metrics = (await client.get("/metrics")).text

    assert 'calmony_sign_ins_total{outcome="refused"} 1.0' in metrics
    assert 'calmony_sign_ins_total{outcome="ok"} 1.0' in metrics


async def test_the_service_answers_others_while_passwords_are_checked(
    client: httpx.AsyncClient, operator: Operator, monkeypatch: pytest.MonkeyPatch
) -> None:
    running: list[int] = []
    started, may_end, lock = threading.Semaphore(0), threading.Event(), threading.Lock()

    def verify(password_hash: str, password: str) -> bool:
        with lock:
            running.append(running[-1] + 1 if running else 1)
        started.release()
        may_end.wait()
        with lock:
            running.append(running[-1] - 1)
        return False

    monkeypatch.setattr(password_checks, "verify_password", verify)
    form = await open_form(client)

    async def attempt() -> int:
        return (await client.post(SIGN_IN, data={**form, "email": EMAIL, "password": "wrong"})).status_code

    count = password_checks.CHECKS_AT_ONCE + password_checks.MAX_WAITING + 3
    attempts = [asyncio.create_task(attempt()) for _ in range(count)]
    turned_away = [await task for task in itertools.islice(asyncio.as_completed(attempts), 3)]
    for _ in range(password_checks.CHECKS_AT_ONCE):
        await asyncio.to_thread(started.acquire)
    health = await client.get("/healthz")
    may_end.set()
    statuses = await asyncio.gather(*attempts)

    assert turned_away == [429] * 3
    assert health.status_code == 200
    assert max(running) == password_checks.CHECKS_AT_ONCE
    # Ten that failed, with those that ran beside the tenth, and no more are checked at all.
    assert set(statuses) == {403, 429}
    assert 10 <= statuses.count(403) < 10 + password_checks.CHECKS_AT_ONCE
