"""Signing in through the organisation's provider, against a real one."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from asgi_lifespan import LifespanManager
from dirty_equals import IsPartialDict
from joserfc import jwk
from sqlmodel import select

from app.factory import create_app
from app.setting_groups.single_sign_on import OidcRole
from app.settings import Settings
from app.single_sign_on.journeys import MINUTES
from dashboard.session.provider_page import FAILED, REFUSALS
from dashboard.session.provider_sign_in import Refusal
from dashboard.session.sign_in import NO_PASSWORDS
from models.access.operator import NO_PASSWORD, Operator
from models.access.operator_session import OperatorSession
from models.access.project import Project
from models.access.second_factor import SecondFactor
from models.access.viewer import Role
from models.values.instant import SECOND, Instant, system_clock
from storage.database import Database
from tests.app.conftest import AddSession, LogLines
from tests.app.sign_in_provider import CLIENT_ID, CLIENT_SECRET, Claims, SignInProvider, running_provider
from tests.app.signing_in import CHEAP_HASH, EMAIL, SIGN_IN, sign_in
from tests.factories import make_operator, make_project, save

PROVIDER = f"{SIGN_IN}/provider"
RETURN = f"{PROVIDER}/return"
CUSTOMERS = "/dashboard/customers"
ROLES = {
    "heads": OidcRole(project="prj_1", role="admin"),
    "desk": OidcRole(project="prj_1", role="operator"),
    "guests": OidcRole(project="prj_2", role="viewer"),
}

Open = Callable[..., AbstractAsyncContextManager[httpx.AsyncClient]]


@pytest.fixture(scope="module")
def served() -> Iterator[SignInProvider]:
    with running_provider() as provider:
        yield provider


@pytest.fixture
def provider(served: SignInProvider) -> Iterator[SignInProvider]:
    """The provider, with one user who is in the group `desk`."""
    served.add_user("ada", email=EMAIL, email_verified=True, groups=["staff", "desk"])
    yield served
    fresh = SignInProvider()
    for name in ("is_down", "alter", "algorithm", "metadata"):
        setattr(served, name, getattr(fresh, name))
    served.key, served.published = fresh.key, fresh.published


@pytest.fixture
def open_client(database_url: str, provider: SignInProvider, project: Project) -> Open:
    """`async with open_client(passwords=False) as browser`: a browser of the service with these settings."""

    @asynccontextmanager
    async def open_(clock: Callable[[], Instant] = system_clock, **values: Any) -> AsyncIterator[httpx.AsyncClient]:
        settings = Settings(
            database_url=database_url,
            oidc_issuer=provider.url,
            oidc_client_id=CLIENT_ID,
            oidc_client_secret=CLIENT_SECRET,
            **{"oidc_roles": ROLES, **values},
        )
        async with LifespanManager(create_app(settings, clock=clock)) as manager:
            transport = httpx.ASGITransport(app=manager.app)
            async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
                yield client

    return open_


async def begin(browser: httpx.AsyncClient, **query: str) -> str:
    answer = await browser.get(PROVIDER, params=query)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


async def visit(browser: httpx.AsyncClient, provider: SignInProvider, subject: str = "ada", **query: str) -> Any:
    """To the provider and back; what the service answers then."""
    url = await begin(browser, **query)
    return await browser.get(await asyncio.to_thread(provider.approve, url, subject))


async def operators(database: Database) -> list[Operator]:
    async with database.sessions() as session:
        return list(await session.exec(select(Operator)))


def leads_to(answer: httpx.Response) -> tuple[int, str | None]:
    return answer.status_code, answer.headers.get("location")


def says(answer: httpx.Response, refusal: Refusal) -> bool:
    return answer.status_code == 403 and REFUSALS[refusal] in answer.text


async def test_the_first_sign_in_makes_an_operator_of_the_groups_project_and_role(
    open_client: Open, provider: SignInProvider, database: Database, log_lines: LogLines
) -> None:
    async with open_client() as browser:
        answer = await visit(browser, provider, next="/dashboard/customers?search=a")
        page = await browser.get(CUSTOMERS)
        account = await browser.get("/dashboard/account")

    [operator] = await operators(database)
    assert leads_to(answer) == (303, "/dashboard/customers?search=a")
    assert (operator.email, operator.role, operator.project_id) == (EMAIL, Role.OPERATOR, "prj_1")
    assert operator.password_hash == NO_PASSWORD
    assert page.status_code == 200
    assert "You sign in with your organisation’s account" in account.text
    assert 'name="new"' not in account.text
    lines = [line for line in log_lines() if line["event"] == "sign-in"]
    assert lines == [IsPartialDict(outcome="ok", way="provider", operator_id=operator.id)]
    assert EMAIL not in str(log_lines())


async def test_role_and_project_and_address_follow_the_provider_at_each_sign_in(
    open_client: Open, provider: SignInProvider, database: Database
) -> None:
    await save(database, make_project(id="prj_2", name="Another"))
    seen = []

    async with open_client() as browser:
        for groups, email in ((["desk"], EMAIL), (["desk", "heads"], EMAIL), ("guests", "countess@post.example")):
            await asyncio.to_thread(provider.add_user, "ada", email=email, email_verified=True, groups=groups)
            await visit(browser, provider)
            [operator] = await operators(database)
            seen.append((operator.project_id, operator.role, operator.email))

    assert seen == [
        ("prj_1", Role.OPERATOR, EMAIL),
        ("prj_1", Role.ADMIN, EMAIL),
        ("prj_2", Role.VIEWER, "countess@post.example"),
    ]


async def test_who_left_the_groups_is_refused_and_has_no_session_left(
    open_client: Open, provider: SignInProvider, database: Database
) -> None:
    async with open_client() as browser:
        await asyncio.to_thread(provider.add_user, "eve", email="eve@post.example", groups=["staff"])
        stranger = await visit(browser, provider, "eve")
        await visit(browser, provider)
        await asyncio.to_thread(provider.add_user, "ada", email=EMAIL, email_verified=True, groups=[])
        refused = await visit(browser, provider)
        page = await browser.get(CUSTOMERS)

    assert says(stranger, Refusal.NO_GROUP)
    assert says(refused, Refusal.NO_GROUP)
    assert leads_to(page) == (303, SIGN_IN)
    assert [operator.email for operator in await operators(database)] == [EMAIL]


def other_key(provider: SignInProvider) -> None:
    provider.key = jwk.RSAKey.generate_key(2048, {"kid": "unknown"})


def unsigned(provider: SignInProvider) -> None:
    provider.algorithm = "none"


def by_the_clients_secret(provider: SignInProvider) -> None:
    provider.key = jwk.OctKey.import_key(CLIENT_SECRET * 2, {"kid": "second"})
    provider.algorithm, provider.metadata = "HS256", {"id_token_signing_alg_values_supported": ["RS256", "HS256"]}


def changed(**values: Any) -> Callable[[SignInProvider], None]:
    def change(provider: SignInProvider) -> None:
        provider.alter = lambda claims: {name: value for name, value in {**claims, **values}.items() if value != ""}

    return change


@pytest.mark.one_database
@pytest.mark.parametrize(
    "forge",
    [
        other_key,
        unsigned,
        by_the_clients_secret,
        changed(iss="https://evil.example"),
        changed(aud="another client"),
        changed(aud=[CLIENT_ID, "another"]),
        changed(azp="another client"),
        changed(exp=1),
        changed(exp=""),
        changed(iat=4_000_000_000),
        changed(nonce="that of another journey"),
        changed(nonce=""),
        changed(sub=""),
        changed(sub=7),
        changed(email=7),
        changed(email="no address"),
        changed(at_hash="of another token"),
    ],
)
async def test_a_token_that_is_not_good_for_us_opens_nothing(
    open_client: Open, provider: SignInProvider, database: Database, forge: Callable[[SignInProvider], None]
) -> None:
    provider.alter = lambda claims: claims
    forge(provider)

    async with open_client() as browser:
        answer = await visit(browser, provider)

    assert says(answer, Refusal.NOT_PROVEN)
    assert await operators(database) == []


@pytest.mark.one_database
async def test_clocks_may_differ_by_a_minute(open_client: Open, provider: SignInProvider) -> None:
    now = system_clock() // SECOND

    async with open_client() as browser:
        provider.alter = lambda claims: {**claims, "exp": now - 50}
        late = await visit(browser, provider)
        provider.alter = lambda claims: {**claims, "exp": now - 70}
        too_late = await visit(browser, provider)

    assert leads_to(late) == (303, CUSTOMERS)
    assert says(too_late, Refusal.NOT_PROVEN)


@pytest.mark.one_database
async def test_the_provider_may_change_its_keys(open_client: Open, provider: SignInProvider) -> None:
    provider.alter = lambda claims: claims

    async with open_client() as browser:
        first = await visit(browser, provider)
        asked = provider.asked.count("/jwks")
        again = await visit(browser, provider)
        asked_again = provider.asked.count("/jwks")
        provider.key = jwk.RSAKey.generate_key(2048, {"kid": "third"})
        provider.published = [provider.key]
        rotated = await visit(browser, provider)

    assert [leads_to(answer) for answer in (first, again, rotated)] == [(303, CUSTOMERS)] * 3
    assert asked_again == asked
    assert provider.asked.count("/jwks") == asked + 1


@pytest.mark.one_database
async def test_the_way_there_has_a_state_a_nonce_and_a_challenge(open_client: Open, provider: SignInProvider) -> None:
    async with open_client() as browser:
        one, other = [parse_qs(urlsplit(await begin(browser)).query) for _ in range(2)]

    assert one["redirect_uri"] == ["http://127.0.0.1:8000/dashboard/sign-in/provider/return"]
    assert (one["response_type"], one["scope"]) == (["code"], ["openid email profile"])
    assert one["code_challenge_method"] == ["S256"]
    for name in ("state", "nonce", "code_challenge"):
        assert len(one[name][0]) == 43
        assert one[name] != other[name]


@pytest.mark.one_database
async def test_an_answer_counts_in_the_browser_that_asked_once_and_for_minutes(
    open_client: Open, provider: SignInProvider, database: Database
) -> None:
    later = [0]
    async with (
        open_client(clock=lambda: Instant(system_clock() + later[0] * SECOND)) as browser,
        open_client() as other,
    ):
        answer_url = await asyncio.to_thread(provider.approve, await begin(browser), "ada")
        journey = browser.cookies["calmony_journey"]
        elsewhere = await other.get(answer_url)
        other_state = await browser.get(answer_url.replace("state=", "state=x"))
        later[0] = MINUTES * 60 + 1
        too_late = await browser.get(answer_url)
        later[0] = 0
        good = await browser.get(answer_url)
        repeated = await browser.get(answer_url)
        other.cookies.set("calmony_journey", journey)
        replayed = await other.get(answer_url)

    assert all(says(answer, Refusal.STALE) for answer in (elsewhere, other_state, too_late, repeated))
    assert leads_to(good) == (303, CUSTOMERS)
    assert says(replayed, Refusal.NOT_PROVEN)


@pytest.mark.one_database
@pytest.mark.parametrize(
    "wanted", ["//evil.example", "https://evil.example/", "/\\evil.example", "/dashboard/sign-out"]
)
async def test_nobody_is_led_elsewhere(open_client: Open, provider: SignInProvider, wanted: str) -> None:
    async with open_client() as browser:
        answer = await visit(browser, provider, next=wanted)

    assert leads_to(answer) == (303, CUSTOMERS)


@pytest.mark.one_database
async def test_who_is_denied_there_is_told_so(open_client: Open, provider: SignInProvider) -> None:
    async with open_client() as browser:
        [state] = parse_qs(urlsplit(await begin(browser)).query)["state"]
        answer = await browser.get(RETURN, params={"error": "access_denied", "state": state})

    assert says(answer, Refusal.DENIED)


@pytest.mark.one_database
async def test_a_provider_that_is_down_stops_nobody_else(
    open_client: Open, provider: SignInProvider, database: Database, add_session: AddSession
) -> None:
    await save(database, make_operator(password_hash=CHEAP_HASH))

    async with open_client() as browser:
        answer_url = await asyncio.to_thread(provider.approve, await begin(browser), "ada")
        provider.is_down = True
        half_way = await browser.get(answer_url)
        by_password = await sign_in(browser)
        page = await browser.get(CUSTOMERS)
    async with open_client() as browser:
        before = await browser.get(PROVIDER)
        asked = len(provider.asked)
        at_once = await browser.get(PROVIDER)

    for answer in (half_way, before, at_once):
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "10")
        assert FAILED in answer.text
    assert len(provider.asked) == asked
    assert (leads_to(by_password), page.status_code) == ((303, CUSTOMERS), 200)


@pytest.mark.one_database
@pytest.mark.parametrize("metadata", [{"issuer": "https://evil.example"}, {"token_endpoint": None}])
async def test_metadata_of_another_issuer_are_not_believed(
    open_client: Open, provider: SignInProvider, metadata: Claims
) -> None:
    provider.metadata = metadata

    async with open_client() as browser:
        answer = await browser.get(PROVIDER)

    assert answer.status_code == 503


@pytest.mark.one_database
async def test_what_the_token_leaves_out_is_asked_for(open_client: Open, provider: SignInProvider) -> None:
    provider.alter = lambda claims: {name: claims[name] for name in claims if name not in ("email", "groups")}

    async with open_client() as browser:
        answer = await visit(browser, provider)

    assert leads_to(answer) == (303, CUSTOMERS)


@pytest.mark.one_database
async def test_failures_count_for_the_address_as_wrong_passwords_do(
    open_client: Open, provider: SignInProvider, database: Database
) -> None:
    async with open_client(rate_failed_sign_ins=2) as browser:
        stale = [(await browser.get(RETURN)).status_code for _ in range(3)]
        good = await visit(browser, provider)
        by_password = await sign_in(browser)

    assert stale == [403, 403, 429]
    assert (good.status_code, by_password.status_code) == (429, 429)
    assert good.headers["retry-after"]
    assert await operators(database) == []


async def test_an_operator_with_a_password_loses_it_when_the_provider_proves_the_address(
    open_client: Open, provider: SignInProvider, database: Database
) -> None:
    operator = make_operator(password_hash=CHEAP_HASH, role=Role.ADMIN)
    await save(database, operator)
    await asyncio.to_thread(provider.add_user, "ada", email=EMAIL, groups=["desk"])

    async with open_client() as browser, open_client() as other:
        await sign_in(other)
        unproven = await visit(browser, provider)
        await asyncio.to_thread(provider.add_user, "ada", email=EMAIL, email_verified=True, groups=["desk"])
        await save(database, SecondFactor(operator_id=operator.id, sealed_seed="x", confirmed_at=Instant(1)))
        proven = await visit(browser, provider)
        session_before = await other.get(CUSTOMERS)
        by_password = await sign_in(other)

    [stored] = await operators(database)
    async with database.sessions() as session:
        factors = list(await session.exec(select(SecondFactor)))
    assert says(unproven, Refusal.UNVERIFIED)
    assert leads_to(proven) == (303, CUSTOMERS)
    assert (stored.id, stored.role, stored.password_hash) == (operator.id, Role.OPERATOR, NO_PASSWORD)
    assert (leads_to(session_before), by_password.status_code) == ((303, SIGN_IN), 403)
    assert factors == []


@pytest.mark.one_database
async def test_who_is_revoked_here_or_has_somebody_elses_address_is_refused(
    open_client: Open, provider: SignInProvider, database: Database
) -> None:
    await asyncio.to_thread(provider.add_user, "other", email=EMAIL, email_verified=True, groups=["desk"])
    await asyncio.to_thread(provider.add_user, "gone", email="gone@post.example", email_verified=True, groups=["desk"])
    await save(database, make_operator(id="op_9", email="gone@post.example", revoked_at=1))

    async with open_client() as browser:
        await visit(browser, provider)
        taken = await visit(browser, provider, "other")
        revoked = await visit(browser, provider, "gone")
        await asyncio.to_thread(
            provider.add_user, "gone", email="gone@post.example", email_verified=False, groups=["desk"]
        )
        unverified = await visit(browser, provider, "gone")

    assert says(taken, Refusal.TAKEN)
    assert says(revoked, Refusal.REVOKED)
    assert says(unverified, Refusal.UNVERIFIED)


async def test_two_first_sign_ins_at_once_make_one_operator(
    open_client: Open, provider: SignInProvider, database: Database
) -> None:
    async with open_client() as one, open_client() as other:
        answers = await asyncio.gather(visit(one, provider), visit(other, provider))

    assert [leads_to(answer) for answer in answers] == [(303, CUSTOMERS)] * 2
    assert len(await operators(database)) == 1
    async with database.sessions() as session:
        assert len(list(await session.exec(select(OperatorSession)))) == 2


@pytest.mark.one_database
async def test_passwords_can_be_switched_off(open_client: Open, provider: SignInProvider, database: Database) -> None:
    await save(database, make_operator(id="op_2", email="old@post.example", password_hash=CHEAP_HASH))

    async with open_client(passwords=False) as browser:
        form = await browser.get(SIGN_IN)
        refused = await sign_in(browser, "old@post.example")
        code = await browser.post(f"{SIGN_IN}/code", data={"csrf_token": "x"})
        await visit(browser, provider)
        changed = await browser.get("/dashboard/account/second-factor")

    assert 'name="password"' not in form.text
    assert f'href="{PROVIDER}"' in form.text
    assert (refused.status_code, NO_PASSWORDS in refused.text) == (403, True)
    assert code.status_code == 403
    assert changed.status_code == 403


@pytest.mark.one_database
async def test_without_a_provider_there_is_no_way_to_one(client: httpx.AsyncClient) -> None:
    answers = [await client.get(path) for path in (PROVIDER, RETURN)]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert "organisation" not in (await client.get(SIGN_IN)).text
