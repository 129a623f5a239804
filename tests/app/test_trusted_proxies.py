"""Whose word is taken for the address that a request came from."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import httpx
import pytest
from asgi_lifespan import LifespanManager

from app.factory import create_app
from app.serving.server import server_config
from app.settings import Settings, read_settings
from tests.factories import NOW

pytestmark = pytest.mark.one_database

WRONG = f"Bearer sk_live_{'0' * 43}"
PROXY, SECOND_PROXY, STRANGER = "10.0.0.5", "10.1.2.3", "203.0.113.7"

# `async with serve(proxies, peer) as client`: what uvicorn would serve to connections from `peer`.
Serve = Callable[..., AbstractAsyncContextManager[httpx.AsyncClient]]


@pytest.fixture
def serve(database_url: str, monkeypatch: pytest.MonkeyPatch) -> Serve:
    # uvicorn's own variable, which an installation may still have.
    monkeypatch.setenv("FORWARDED_ALLOW_IPS", "*")

    @asynccontextmanager
    async def open_(proxies: str, peer: str = PROXY) -> AsyncIterator[httpx.AsyncClient]:
        monkeypatch.setenv("CALMONY_TRUSTED_PROXIES", proxies)
        settings = read_settings(database_url=database_url, rate_failed_keys=2)
        config = server_config(create_app(settings, clock=lambda: NOW, seconds=lambda: 0.0), settings)
        config.load()
        async with LifespanManager(config.loaded_app) as manager:
            transport = httpx.ASGITransport(app=manager.app, client=(peer, 1234))
            async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
                yield client

    return open_


async def guess(client: httpx.AsyncClient, *forwarded: str) -> list[int]:
    headers = [{"Authorization": WRONG, "X-Forwarded-For": each} for each in forwarded]
    return [(await client.post("/graphql", json={}, headers=each)).status_code for each in headers]


@pytest.mark.parametrize(
    ("proxies", "peer"),
    [("", STRANGER), ("", "127.0.0.1"), ("10.0.0.0/16", STRANGER), ("10.0.0.5", "10.0.0.6")],
)
async def test_a_stranger_who_names_other_addresses_spends_the_rate_of_the_own_one(
    serve: Serve, proxies: str, peer: str
) -> None:
    async with serve(proxies, peer) as client:
        assert await guess(client, "192.0.2.1", "192.0.2.2", "192.0.2.3") == [401, 401, 429]


@pytest.mark.parametrize("proxies", [PROXY, "10.0.0.0/16", "::1, 10.0.0.5"])
async def test_clients_of_a_named_proxy_have_rates_of_their_own(serve: Serve, proxies: str) -> None:
    async with serve(proxies) as client:
        assert await guess(client, "192.0.2.1", "192.0.2.1", "192.0.2.1") == [401, 401, 429]
        assert await guess(client, "192.0.2.2") == [401]


async def test_of_the_hops_the_last_one_that_is_no_named_proxy_counts(serve: Serve) -> None:
    async with serve(f"{PROXY}, {SECOND_PROXY}") as client:
        spoofed = [f"192.0.2.{number}, {STRANGER}, {SECOND_PROXY}" for number in range(3)]

        assert await guess(client, *spoofed) == [401, 401, 429]
        assert await guess(client, f"{STRANGER}, 192.0.2.9") == [401]


async def test_who_names_this_machine_does_not_read_the_metrics(serve: Serve) -> None:
    told = {"X-Forwarded-For": "127.0.0.1"}

    async with serve("", STRANGER) as client:
        from_afar = await client.get("/metrics", headers=told)
    async with serve(PROXY) as client:
        through_the_proxy = await client.get("/metrics", headers=told)

    assert (from_afar.status_code, through_the_proxy.status_code) == (403, 403)


def test_the_proxies_of_the_settings_are_addresses_and_networks() -> None:
    assert Settings(trusted_proxies="10.0.0.5, fd00::/8").trusted_proxies == ("10.0.0.5", "fd00::/8")  # type: ignore[arg-type]
