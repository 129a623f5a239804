"""The way to the operator's pages: for those who are signed in, by forms of our own."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import httpx
import pytest
from asgi_lifespan import LifespanManager
from dirty_equals import IsPartialDict
from sqlmodel import col, select

from app.factory import create_app
from app.settings import Settings
from dashboard.page.html import CONTENT_SECURITY_POLICY
from models.access.operator import Operator
from models.access.operator_session import OperatorSession
from models.access.project import Project
from models.access.viewer import Role
from models.values.instant import DAY, SECOND, Instant
from storage.database import Database
from tests.app.conftest import AddKey, AddSession
from tests.app.sellers import Sellers
from tests.app.signing_in import CHEAP_HASH, SIGN_IN, fields_of, sign_in
from tests.factories import NOW, make_operator, save

LogLines = Callable[[], list[dict[str, Any]]]

PAGE = "/dashboard/no-such-page"
HEADERS = {
    "cache-control": "no-store",
    "content-security-policy": CONTENT_SECURITY_POLICY,
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
}


def leads_to(answer: httpx.Response) -> tuple[int, str | None]:
    return answer.status_code, answer.headers.get("location")


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("/", "/dashboard/customers"),
        ("/dashboard", "/dashboard/customers"),
        ("/dashboard/", "/dashboard/customers"),
        ("/dashboard/test", "/dashboard/test/customers"),
    ],
)
async def test_the_entries_lead_to_the_customers(client: httpx.AsyncClient, path: str, target: str) -> None:
    assert leads_to(await client.get(path)) == (303, target)


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("/dashboard/no-such-page", "/dashboard/sign-in?next=/dashboard/no-such-page"),
        ("/dashboard/a?b=c%20d&e=f", "/dashboard/sign-in?next=/dashboard/a%3Fb%3Dc%2520d%26e%3Df"),
        ("/dashboard/%C3%A5", "/dashboard/sign-in?next=/dashboard/%25C3%25A5"),
        ("/dashboard/sign-out", "/dashboard/sign-in"),
        (f"/dashboard/{'x' * 17_000}", "/dashboard/sign-in"),
    ],
)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_a_stranger_is_sent_to_sign_in_and_learns_nothing_of_what_there_is(
    client: httpx.AsyncClient, log_lines: LogLines, method: str, path: str, target: str
) -> None:
    answer = await client.request(method, path)

    assert leads_to(answer) == (303, target)
    assert answer.headers["cache-control"] == "no-store"
    assert log_lines()[-1] == IsPartialDict(event="request", statements=0)


@pytest.mark.parametrize(
    ("referer", "target"),
    [
        (None, f"{SIGN_IN}?unsent=1"),
        ("http://test/dashboard/a?b=c", f"{SIGN_IN}?next=/dashboard/a%3Fb%3Dc&unsent=1"),
        ("https://evil.example/dashboard/a", f"{SIGN_IN}?unsent=1"),
        ("http://127.0.0.1:8000/dashboard/a", f"{SIGN_IN}?next=/dashboard/a&unsent=1"),
        ("http://[broken", f"{SIGN_IN}?unsent=1"),
    ],
)
async def test_a_form_of_a_session_that_ended_leads_back_to_its_page_and_is_said_to_have_done_nothing(
    client: httpx.AsyncClient, referer: str | None, target: str
) -> None:
    answer = await client.post(PAGE, headers={"Referer": referer} if referer else {})

    assert leads_to(answer) == (303, target)
    assert "so nothing was changed" in (await client.get(target)).text


async def test_signing_out_twice_is_no_loss(client: httpx.AsyncClient) -> None:
    answer = await client.post("/dashboard/sign-out")

    assert leads_to(answer) == (303, SIGN_IN)
    assert "nothing was changed" not in (await client.get(SIGN_IN)).text


async def test_what_is_shown_by_every_page_comes_with_its_policy(
    client: httpx.AsyncClient, add_session: AddSession
) -> None:
    headers = await add_session()

    pages = [
        await client.get(SIGN_IN),
        await client.get(PAGE, headers=headers),
        await client.post(PAGE, headers=headers),
        await client.delete(PAGE),
        await client.get("/dashboard/static/nothing.css"),
    ]

    assert [page.status_code for page in pages] == [200, 404, 403, 405, 404]
    for page in pages:
        assert dict(page.headers) == IsPartialDict(HEADERS)
        assert page.headers["content-type"] == "text/html; charset=utf-8"
        assert "style=" not in page.text
        assert "<style" not in page.text
        assert "<script>" not in page.text


async def test_static_files_are_for_everybody(client: httpx.AsyncClient) -> None:
    answer = await client.get("/dashboard/static/tokens.css")
    again = await client.get("/dashboard/static/tokens.css", headers={"If-None-Match": answer.headers["etag"]})
    outside = await client.get("/dashboard/static/%2e%2e/page.py")

    assert (answer.status_code, again.status_code, outside.status_code) == (200, 304, 404)
    assert (answer.headers["cache-control"], again.headers["cache-control"]) == ("no-cache", "no-cache")


async def test_a_visit_is_one_statement_and_says_who_is_signed_in_where(
    client: httpx.AsyncClient, add_session: AddSession, log_lines: LogLines
) -> None:
    headers = await add_session()

    live = await client.get(PAGE, headers=headers)
    test = await client.get("/dashboard/test/no-such-page", headers=headers)

    assert [line["statements"] for line in log_lines() if line["event"] == "request"] == [1, 1]
    assert (live.status_code, test.status_code) == (404, 404)
    assert "Northwind" in live.text
    assert "ada@post.example" in live.text
    assert 'href="/dashboard/customers"' in live.text
    assert 'href="/dashboard/test/customers"' in test.text


@pytest.mark.parametrize(
    ("session", "operator"),
    [
        ({"expires_at": NOW}, {}),
        ({"last_seen_at": NOW - DAY}, {}),
        ({"revoked_at": NOW}, {}),
        ({}, {"revoked_at": NOW}),
    ],
    ids=["expired", "idle", "revoked", "of a revoked operator"],
)
async def test_a_session_that_ended_opens_nothing(
    client: httpx.AsyncClient, add_session: AddSession, session: dict[str, Any], operator: dict[str, Any]
) -> None:
    headers = await add_session(make_operator(**operator), **session)

    page = await client.get(PAGE, headers=headers)
    graphql = await client.post("/graphql", json={"query": "{ viewer { name } }"}, headers=headers)
    document = await client.get("/invoices/in_1.pdf", headers=headers)
    form = await client.get(SIGN_IN, headers=headers)

    assert leads_to(page) == (303, f"{SIGN_IN}?next={PAGE}")
    assert [answer.status_code for answer in (graphql, document, form)] == [401, 401, 200]


async def test_a_revoked_operators_sessions_end_with_the_next_request(
    client: httpx.AsyncClient, database: Database, add_session: AddSession
) -> None:
    operator = make_operator()
    headers = await add_session(operator)
    before = await client.get(PAGE, headers=headers)

    operator.revoked_at = NOW
    await save(database, operator)
    after = await client.get(PAGE, headers=headers)

    assert (before.status_code, after.status_code) == (404, 303)


async def test_an_operator_whose_place_another_took_leaves_no_session(
    client: httpx.AsyncClient, database: Database, add_session: AddSession
) -> None:
    operator = make_operator()
    headers = await add_session(operator)

    async with database.sessions.begin() as session:
        await session.delete(await session.get_one(Operator, operator.id))
    await save(database, make_operator(id="op_2"))

    assert (await client.get(PAGE, headers=headers)).status_code == 303


TRUSTED = [
    {},
    {"Origin": "http://test"},
    {"Origin": "http://127.0.0.1:8000"},
    {"Sec-Fetch-Site": "same-origin"},
    {"Sec-Fetch-Site": "none"},
    {"Sec-Fetch-Site": "same-origin", "Origin": "null"},
]
SUSPECT = [
    {"Origin": "https://evil.example"},
    {"Origin": "http://test.evil.example"},
    {"Origin": "http://test:8001"},
    {"Origin": "null"},
    {"Origin": "http://[broken"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "cross-site", "Origin": "http://test"},
]


@pytest.mark.parametrize("headers", TRUSTED)
async def test_a_form_with_its_token_from_our_own_origin_is_taken(
    client: httpx.AsyncClient, add_session: AddSession, headers: dict[str, str]
) -> None:
    session = await add_session()
    form = fields_of(await client.get(PAGE, headers=session))

    answer = await client.post(PAGE, data=form, headers={**session, **headers})

    assert answer.status_code == 404


@pytest.mark.parametrize("headers", SUSPECT)
async def test_a_form_that_the_browser_says_is_another_sites_is_refused_even_with_its_token(
    client: httpx.AsyncClient,
    database: Database,
    project: Project,
    add_session: AddSession,
    headers: dict[str, str],
) -> None:
    await save(database, make_operator(password_hash=CHEAP_HASH))
    session = await add_session()
    form = fields_of(await client.get(PAGE, headers=session))
    client.headers.update(headers)

    answer = await client.post(PAGE, data=form, headers=session)
    entry = await sign_in(client)

    assert (answer.status_code, entry.status_code) == (403, 403)
    assert "This form has expired" in answer.text
    assert "calmony_session" not in client.cookies


async def test_a_form_without_its_own_sessions_token_is_refused(
    client: httpx.AsyncClient, add_session: AddSession
) -> None:
    operator = make_operator()
    mine, other = await add_session(operator), await add_session(operator)
    token = fields_of(await client.get(PAGE, headers=mine))["csrf_token"]
    others = fields_of(await client.get(PAGE, headers=other))["csrf_token"]
    good = {"csrf_token": token}

    answers = [
        await client.post(PAGE, headers=mine),
        await client.post(PAGE, data={"csrf_token": ""}, headers=mine),
        await client.post(PAGE, data={"csrf_token": others}, headers=mine),
        await client.post(PAGE, data={"csrf_token": "é"}, headers=mine),
        await client.post(PAGE, params=good, headers=mine),
        await client.post(PAGE, json=good, headers=mine),
        await client.post(PAGE, files={"csrf_token": (None, token)}, headers=mine),
        await client.post(PAGE, content=b"csrf_token=\xff", headers={**mine, "Content-Type": "x-www-form-urlencoded"}),
        await client.post(PAGE, data={**good, **{f"f{n}": "" for n in range(200)}}, headers=mine),
    ]
    large = await client.post(PAGE, data={**good, "comment": "x" * 70_000}, headers=mine)

    assert token != others
    assert [answer.status_code for answer in answers] == [403] * len(answers)
    assert (large.status_code, large.headers["content-type"]) == (413, "text/html; charset=utf-8")
    assert (await client.post(PAGE, data=good, headers=mine)).status_code == 404


async def test_a_key_beside_a_session_is_who_asks_and_a_wrong_one_is_nobody(
    client: httpx.AsyncClient, add_key: AddKey, add_session: AddSession
) -> None:
    session = await add_session()
    key = {"Authorization": f"Bearer {(await add_key(role=Role.VIEWER)).secret}"}
    query = {"query": "{ viewer { name } }"}

    by_key = await client.post("/graphql", json=query, headers={**session, **key})
    by_nothing = [
        await client.post("/graphql", json=query, headers={**session, "Authorization": given})
        for given in ("", "Bearer wrong", "Basic eA==")
    ]

    assert by_key.json() == {"data": {"viewer": {"name": "Shop"}}}
    assert [answer.status_code for answer in by_nothing] == [401] * 3


async def test_a_session_asks_graphql_only_by_what_no_other_site_can_send(
    client: httpx.AsyncClient, add_session: AddSession
) -> None:
    session = await add_session()
    query = {"query": "{ viewer { name } }"}

    form = await client.post("/graphql", data=query, headers=session)
    link = await client.get("/graphql", params=query, headers=session)
    proven = await client.get("/graphql", params=query, headers={**session, "Apollo-Require-Preflight": "1"})
    posted = await client.post("/graphql", json=query, headers=session)

    assert [answer.status_code for answer in (form, link, proven, posted)] == [403, 403, 200, 200]


async def test_a_session_makes_no_customer_tokens(
    client: httpx.AsyncClient, sellers: Sellers, add_session: AddSession
) -> None:
    mutation = 'mutation { createCustomerToken(input: {customerId: "cus_1"}) { token } }'

    answer = await client.post("/graphql", json={"query": mutation}, headers=await add_session())

    error = answer.json()["errors"][0]
    assert error["message"] == "A customer's token hangs on an API key: ask for it with an operator's key."
    assert error["extensions"] == {"code": "FORBIDDEN"}


async def test_what_an_operator_cancels_is_told_with_their_address(
    client: httpx.AsyncClient, sellers: Sellers, add_session: AddSession
) -> None:
    mutation = """mutation { cancelSubscription(input: {subscriptionId: "sub_1_1"}) {
        subscription { cancellation { requestedBy } } } }"""

    answer = await client.post("/graphql", json={"query": mutation}, headers=await add_session())

    canceled = answer.json()["data"]["cancelSubscription"]["subscription"]
    assert canceled == {"cancellation": {"requestedBy": "ada@post.example"}}


Open = Callable[..., AbstractAsyncContextManager[httpx.AsyncClient]]


@pytest.fixture
def open_client(database_url: str) -> Open:
    """`async with open_client(base_url=…) as client`: the application with these settings, as it is reached there."""

    @asynccontextmanager
    async def open_(now: Callable[[], Instant] = lambda: NOW, **values: Any) -> AsyncIterator[httpx.AsyncClient]:
        settings = Settings(database_url=database_url, **values)
        async with LifespanManager(create_app(settings, clock=now)) as manager:
            transport = httpx.ASGITransport(app=manager.app)
            async with httpx.AsyncClient(transport=transport, base_url=settings.base_url) as client:
                yield client

    return open_


async def test_by_https_a_session_travels_by_https_alone(
    open_client: Open, database: Database, project: Project
) -> None:
    await save(database, make_operator(password_hash=CHEAP_HASH))

    async with open_client(base_url="https://pay.example.com") as client:
        answer = await sign_in(client)
        page = await client.get(PAGE)

    name, _, attributes = answer.headers["set-cookie"].partition("=")
    assert name == "__Host-calmony_session"
    assert attributes.partition("; ")[2] == "Path=/; HttpOnly; SameSite=Lax; Secure"
    assert page.status_code == 404


async def wait_until_seen(database: Database, at: Instant) -> None:
    for _ in range(3000):
        async with database.sessions() as session:
            if (await session.exec(select(col(OperatorSession.last_seen_at)))).one() == at:
                return
        await asyncio.sleep(0.01)
    raise AssertionError("the session's use was never written")


async def test_a_session_ends_by_the_settings_that_it_is_opened_and_kept_with(
    open_client: Open, database: Database, project: Project
) -> None:
    await save(database, make_operator(password_hash=CHEAP_HASH))
    now = [NOW]

    def pass_seconds(seconds: int) -> Instant:
        now[0] = Instant(now[0] + seconds * SECOND)
        return now[0]

    async with open_client(
        lambda: now[0], session_time_limit=300, session_idle_limit=120, key_usage_interval=0.01
    ) as client:
        await sign_in(client)
        statuses = []
        for seconds in (119, 119, 61):
            seen = pass_seconds(seconds)
            statuses.append((await client.get(PAGE)).status_code)
            await wait_until_seen(database, seen)
        pass_seconds(1)
        ended = (await client.get(PAGE)).status_code
        await sign_in(client)
        pass_seconds(120)
        idle = (await client.get(PAGE)).status_code

    # Each time before it was idle for long, and at 299 seconds still; it ended at 300.
    assert (statuses, ended, idle) == ([404, 404, 404], 303, 303)


async def test_operators_have_the_rates_of_a_key(
    open_client: Open, database: Database, add_session: AddSession
) -> None:
    operator = make_operator()
    one, other = await add_session(operator), await add_session(operator)
    third = await add_session(make_operator(id="op_2", email="bo@post.example"))

    async with open_client(rate_requests=2) as client:
        statuses = [(await client.get(PAGE, headers=headers)).status_code for headers in (one, other, one, third)]
        limited = await client.get(PAGE, headers=other)

    assert statuses == [404, 404, 429, 404]
    assert (limited.status_code, limited.headers["content-type"]) == (429, "text/html; charset=utf-8")
    assert limited.headers["retry-after"] == "1"


async def test_when_the_database_is_gone_a_page_says_so(
    client: httpx.AsyncClient, database: Database, add_session: AddSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    headers = await add_session()

    def be_gone(*_: Any) -> Any:
        raise OSError("gone")

    monkeypatch.setattr("storage.sqlite.reader.SqliteReader.fetch_nowait", be_gone)
    monkeypatch.setattr("storage.postgresql.reader.PostgresReader.fetch", be_gone)
    page = await client.get(PAGE, headers=headers)
    entry = await sign_in(client)

    assert [(answer.status_code, answer.headers["retry-after"]) for answer in (page, entry)] == [(503, "5")] * 2
    assert "Temporarily unavailable" in page.text


async def test_what_fails_inside_is_a_page_with_its_number_only(
    client: httpx.AsyncClient, add_session: AddSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    headers = await add_session()

    async def fail(*_: Any) -> Any:
        raise RuntimeError("a secret of the inside")

    monkeypatch.setattr("app.sessions.authenticator.SessionAuthenticator.authenticate", fail)
    page = await client.get(PAGE, headers=headers)

    assert (page.status_code, page.headers["content-type"]) == (500, "text/html; charset=utf-8")
    assert "err_" in page.text
    assert "secret" not in page.text
