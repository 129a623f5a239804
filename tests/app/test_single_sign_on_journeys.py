"""The way to the provider and back: what proves nothing opens nothing, and a provider that fails stops nobody else."""

import asyncio
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from joserfc import jwk

from app.single_sign_on.journeys import MINUTES
from dashboard.session.provider_page import FAILED
from dashboard.session.provider_sign_in import Refusal
from models.values.instant import SECOND, Instant, system_clock
from storage.database import Database
from tests.app.conftest import AddSession
from tests.app.sign_in_provider import CLIENT_ID, CLIENT_SECRET, Claims, SignInProvider
from tests.app.signing_in import CHEAP_HASH, sign_in
from tests.app.signing_in_at_provider import (
    CUSTOMERS,
    PROVIDER,
    RETURN,
    Open,
    begin,
    leads_to,
    open_client,
    operators,
    provider,
    says,
    served,
    visit,
)
from tests.factories import make_operator, save

__all__ = ["open_client", "provider", "served"]


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
