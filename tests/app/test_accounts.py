"""The account of an operator: the password is changed, sessions are seen and ended."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from dirty_equals import IsPartialDict
from sqlmodel import select

from app.sessions.browsers import name_browser
from app.settings import Settings
from models.access.operator import Operator
from models.access.operator_session import OperatorSession
from models.access.project import Project
from models.values.instant import DAY, SECOND
from storage.database import Database
from tests.app.conftest import AddSession
from tests.app.sellers import content_of
from tests.app.signing_in import CHEAP_HASH, EMAIL, PASSWORD, SIGN_IN, fields_of, sign_in
from tests.dashboard.reading import Page
from tests.factories import NOW, make_operator, save

LogLines = Callable[[], list[dict[str, Any]]]

ACCOUNT = "/dashboard/account"
NEW = "a much better horse"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
ROWS = "//section[@id='sessions']//tbody/tr"


@pytest.fixture
async def operator(database: Database, project: Project) -> Operator:
    operator = make_operator(password_hash=CHEAP_HASH)
    await save(database, operator)
    return operator


async def open_account(client: httpx.AsyncClient) -> Page:
    answer = await client.get(ACCOUNT)
    assert answer.status_code == 200
    return Page(answer)


async def change(client: httpx.AsyncClient, current: str = PASSWORD, new: str = NEW, **others: str) -> httpx.Response:
    form = fields_of(await client.get(ACCOUNT))
    return await client.post(
        f"{ACCOUNT}/password", data={**form, "current": current, "new": new, "repeated": new, **others}
    )


async def is_signed_in(client: httpx.AsyncClient, headers: dict[str, str] | None = None) -> bool:
    return (await client.get(ACCOUNT, headers=headers)).status_code == 200


async def sessions_of(database: Database) -> dict[str, bool]:
    """Whether each session stands, by its id."""
    async with database.sessions() as session:
        return {row.id: row.revoked_at is None for row in await session.exec(select(OperatorSession))}


async def test_a_changed_password_signs_in_and_the_one_before_does_not(
    client: httpx.AsyncClient, operator: Operator, log_lines: LogLines
) -> None:
    await sign_in(client)

    changed = await change(client)
    shown = Page(await client.get(changed.headers["location"]))
    client.cookies.clear()
    before, after = await sign_in(client, password=PASSWORD), await sign_in(client, password=NEW)

    assert (changed.status_code, shown.status) == (303, 200)
    assert shown.text("//*[@id='outcome']") == "Your password has been changed, and all your other sessions have ended."
    assert (before.status_code, after.status_code) == (403, 303)
    assert IsPartialDict(event="password changed", operator_id=operator.id) in log_lines()
    assert not [secret for secret in (PASSWORD, NEW, EMAIL) if secret in str(log_lines())]


async def test_a_changed_password_ends_every_session_and_this_browser_goes_on_with_another(
    client: httpx.AsyncClient, database: Database, operator: Operator, add_session: AddSession
) -> None:
    elsewhere = await add_session(operator)
    await sign_in(client)
    stolen = {"Cookie": f"calmony_session={client.cookies['calmony_session']}"}

    await change(client)

    here = await is_signed_in(client)
    client.cookies.clear()
    assert [here, await is_signed_in(client, elsewhere), await is_signed_in(client, stolen)] == [True, False, False]
    assert sorted((await sessions_of(database)).values()) == [False, False, True]


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"current": "wrong"}, "The current password is incorrect."),
        ({"new": "too short"}, "A password needs at least 12 characters."),
        ({"repeated": "another horse"}, "The two new passwords don’t match."),
        ({"new": PASSWORD}, "The new password is the one you have."),
        ({"current": "", "new": "", "repeated": ""}, "The new password is the one you have."),
    ],
)
async def test_a_password_that_is_refused_changes_nothing(
    given: dict[str, str], problem: str, client: httpx.AsyncClient, database: Database, operator: Operator
) -> None:
    await sign_in(client)
    before = await content_of(database)

    answer = await change(client, **given)

    assert answer.status_code == 422
    assert Page(answer).text("//*[@id='problem']") == problem
    assert await content_of(database) == before
    assert not [secret for secret in (PASSWORD, NEW) if secret in answer.text]


async def test_guessing_the_current_password_is_limited_as_signing_in_is(
    client: httpx.AsyncClient, operator: Operator
) -> None:
    await sign_in(client)

    statuses = [(await change(client, current="wrong")).status_code for _ in range(11)]
    limited = await change(client)
    client.cookies.clear()
    entry = await sign_in(client)

    assert statuses == [422] * 10 + [429]
    assert (limited.status_code, entry.status_code) == (429, 429)
    assert "Too many attempts. Please try again in" in limited.text
    assert limited.headers["retry-after"] == entry.headers["retry-after"]


async def test_sessions_are_told_by_browser_and_only_those_that_stand(
    client: httpx.AsyncClient, operator: Operator, add_session: AddSession, settings: Settings
) -> None:
    await add_session(operator, created_at=NOW - DAY, last_seen_at=NOW - SECOND, browser="Safari on iPhone")
    await add_session(operator, revoked_at=NOW)
    await add_session(operator, expires_at=NOW)
    await add_session(operator, last_seen_at=NOW - settings.session_idle_limit * SECOND)
    await add_session(make_operator(id="op_2", email="bo@post.example"))
    client.headers["User-Agent"] = FIREFOX
    await sign_in(client)

    rows = (await open_account(client)).texts(ROWS)

    assert rows == [
        "Firefox on Linux 22 Nov 2026, 12:00 UTC 22 Nov 2026, 12:00 UTC This session",
        "Safari on iPhone 21 Nov 2026, 12:00 UTC 22 Nov 2026, 11:59 UTC End",
    ]


async def test_one_session_is_ended_or_all_others_are(
    client: httpx.AsyncClient, operator: Operator, add_session: AddSession
) -> None:
    others = [await add_session(operator, created_at=NOW - age) for age in (3, 2, 1)]
    await sign_in(client)

    form = (await open_account(client)).fields(
        "(//form[contains(@action, '/sessions/end')][input[@name='session']])[1]"
    )
    one = await client.post(f"{ACCOUNT}/sessions/end", data=form)
    after_one = [await is_signed_in(client, other) for other in others]
    rest = await client.post(f"{ACCOUNT}/sessions/end-others", data=fields_of(await client.get(ACCOUNT)))
    after_all = [await is_signed_in(client, other) for other in others]

    assert [one.headers["location"], rest.headers["location"]] == [
        f"{ACCOUNT}?done=session",
        f"{ACCOUNT}?done=sessions",
    ]
    assert (after_one, after_all) == ([True, True, False], [False, False, False])
    assert len((await open_account(client)).texts(ROWS)) == 1


async def test_nobody_ends_the_sessions_of_others_nor_one_that_cannot_be(
    client: httpx.AsyncClient, database: Database, operator: Operator, add_session: AddSession
) -> None:
    await add_session(make_operator(id="op_2", email="bo@post.example"))
    (theirs,) = await sessions_of(database)
    await sign_in(client)
    form = fields_of(await client.get(ACCOUNT))

    answers = [
        await client.post(f"{ACCOUNT}/sessions/end", data={**form, "session": theirs}),
        await client.post(f"{ACCOUNT}/sessions/end", data={**form, "session": "\0"}),
        await client.post(f"{ACCOUNT}/sessions/end-others", data=form),
    ]

    assert [answer.status_code for answer in answers] == [303] * 3
    assert (await sessions_of(database))[theirs]


@pytest.mark.parametrize("path", ["password", "sessions/end", "sessions/end-others"])
async def test_the_forms_need_a_session_and_its_token(
    path: str, client: httpx.AsyncClient, database: Database, operator: Operator, add_session: AddSession
) -> None:
    headers = await add_session(operator)
    before = await content_of(database)
    fields = {"current": PASSWORD, "new": NEW, "repeated": NEW}

    stranger = await client.post(f"{ACCOUNT}/{path}", data=fields)
    foreign = await client.post(f"{ACCOUNT}/{path}", data=fields, headers=headers)

    assert (stranger.status_code, stranger.headers["location"]) == (303, f"{SIGN_IN}?unsent=1")
    assert foreign.status_code == 403
    assert await content_of(database) == before


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        (FIREFOX, "Firefox on Linux"),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 "
            "Safari/537.36 Edg/140.0.0.0",
            "Edge on Windows",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
            "Version/18.5 Mobile/15E148 Safari/604.1",
            "Safari on iPhone",
        ),
        ("curl/8.5.0", None),
        ("", None),
    ],
)
def test_a_browser_has_the_name_that_people_know(user_agent: str, name: str | None) -> None:
    assert name_browser(user_agent) == name
