"""What a key, a link and a stranger may ask in a second or a minute."""

import hashlib
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import httpx
import pytest
from asgi_lifespan import LifespanManager
from dirty_equals import IsPartialDict

from app.contexts import customer_tokens, invoice_links
from app.factory import create_app
from app.rates.admission import address_of
from app.rates.limiters import LocalLimiter
from app.rates.rates import RateLimited, Rates, make_rates
from app.settings import Settings
from models.access.project import Project
from models.values.instant import Instant
from resolvers.signing.invoice_links import InvoiceAddress
from storage.database import Database
from tests.app.conftest import AddKey
from tests.app.sellers import bearer, token_for
from tests.app.timer import Timer
from tests.factories import NOW, make_customer, make_invoice, save

pytestmark = pytest.mark.one_database

Open = Callable[..., AbstractAsyncContextManager[httpx.AsyncClient]]

FREE = {"query": "{ __typename }"}
TEN_POINTS = {"query": "{ customers(first: 10) { nodes { id } } }"}


async def read_documents(client: httpx.AsyncClient, timer: Timer, secret: str) -> None:
    """Has the service read the documents, which costs their characters once."""
    for document in (TEN_POINTS, FREE):
        await statuses(client, 1, secret, document)
        timer.now += 1


@pytest.fixture
def open_client(database_url: str, timer: Timer) -> Open:
    """`async with open_client(rate_requests=3) as client`: the application with these settings, timed by `timer`."""

    @asynccontextmanager
    async def open_(**values: Any) -> AsyncIterator[httpx.AsyncClient]:
        app = create_app(Settings(database_url=database_url, **values), clock=lambda: NOW, seconds=timer)
        async with LifespanManager(app) as manager:
            transport = httpx.ASGITransport(app=manager.app, client=("203.0.113.7", 1234))
            async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
                yield client

    return open_


async def statuses(client: httpx.AsyncClient, count: int, secret: str, body: dict[str, Any] = FREE) -> list[int]:
    headers = {"Authorization": f"Bearer {secret}"}
    return [(await client.post("/graphql", json=body, headers=headers)).status_code for _ in range(count)]


async def test_a_key_has_so_many_requests_in_any_second(open_client: Open, timer: Timer, add_key: AddKey) -> None:
    secret = (await add_key()).secret

    async with open_client(rate_requests=3) as client:
        first = await statuses(client, 2, secret)
        timer.now += 0.6
        second = await statuses(client, 2, secret)
        timer.now += 0.39
        third = await statuses(client, 1, secret)
        timer.now += 0.01
        fourth = await statuses(client, 3, secret)

    assert (first, second, third, fourth) == ([200, 200], [200, 429], [429], [200, 200, 429])


async def test_a_refusal_says_when_to_come_back(open_client: Open, add_key: AddKey) -> None:
    headers = {"Authorization": f"Bearer {(await add_key()).secret}"}

    async with open_client(rate_requests=1) as client:
        await client.post("/graphql", json=FREE, headers=headers)
        answer = await client.post("/graphql", json=FREE, headers=headers)

    assert answer.status_code == 429
    assert answer.headers["retry-after"] == "1"
    assert answer.json() == {
        "errors": [
            {"message": "Too many requests: a key may send 1 a second.", "extensions": {"code": "RATE_LIMITED"}},
        ]
    }


async def test_keys_do_not_share_their_windows(open_client: Open, add_key: AddKey) -> None:
    one, other = await add_key(), await add_key()

    async with open_client(rate_requests=1) as client:
        assert await statuses(client, 2, one.secret) == [200, 429]
        assert await statuses(client, 2, other.secret) == [200, 429]


async def test_a_flooding_key_is_refused_before_the_database_is_asked(
    open_client: Open, add_key: AddKey, log_lines: Callable[[], list[dict[str, Any]]]
) -> None:
    secret = (await add_key()).secret

    async with open_client(rate_requests=1) as client:
        await statuses(client, 2, secret)

    requests = [line for line in log_lines() if line["event"] == "request"]
    assert requests == [
        IsPartialDict(status=200, statements=1),
        IsPartialDict(status=429, statements=0, outcome="RATE_LIMITED"),
    ]


async def test_cost_is_taken_before_an_operation_runs(open_client: Open, timer: Timer, add_key: AddKey) -> None:
    secret = (await add_key()).secret

    async with open_client(rate_cost=25) as client:
        await read_documents(client, timer, secret)
        spent = await statuses(client, 3, secret, TEN_POINTS)
        free = await statuses(client, 1, secret, FREE)
        timer.now += 1
        later = await statuses(client, 1, secret, TEN_POINTS)

    assert (spent, free, later) == ([200, 200, 429], [200], [200])


def with_hash(text: str) -> dict[str, Any]:
    """As Apollo Client sends a text whose hash was not known."""
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    return {"query": text, "extensions": {"persistedQuery": {"version": 1, "sha256Hash": sha256}}}


@pytest.mark.parametrize("send", [lambda text: {"query": text}, with_hash], ids=["alone", "with its hash"])
async def test_a_document_costs_its_characters_the_first_time(
    open_client: Open, timer: Timer, add_key: AddKey, send: Callable[[str], dict[str, Any]]
) -> None:
    secret, other = (await add_key()).secret, (await add_key()).secret
    long = send("{ " + "viewer { name } " * 6 + "}")
    invalid = send("{ " + "viewer { nothing } " * 5 + "}")

    async with open_client(rate_cost=150) as client:
        first = await statuses(client, 9, secret, long)
        unread = await statuses(client, 1, secret, invalid)
        read_by_other = await statuses(client, 2, other, invalid)
        timer.now += 1
        later = await statuses(client, 9, secret, invalid)

    assert (first, unread) == ([200] * 9, [429])
    # A refused document has 200 in the older media type.
    assert set(read_by_other) == set(later) == {200}


async def test_what_a_document_selects_by_other_conditions_costs_its_characters_again(
    open_client: Open, timer: Timer, add_key: AddKey
) -> None:
    secret = (await add_key()).secret
    text = "query Q($a: Boolean!, $b: Boolean!) { viewer { name role @include(if: $a) liveMode @skip(if: $b) } }"
    asked = [{"query": text, "variables": {"a": a, "b": b}} for a in (True, False) for b in (True, False)]

    async with open_client(rate_cost=150) as client:
        first = await statuses(client, 3, secret, asked[0])
        other = await statuses(client, 1, secret, asked[1])
        timer.now += 1
        later = await statuses(client, 3, secret, asked[1])
        third = await statuses(client, 1, secret, asked[2])

    assert (first, other, later, third) == ([200] * 3, [429], [200] * 3, [429])


async def test_a_cost_above_the_whole_window_takes_all_of_one(open_client: Open, timer: Timer, add_key: AddKey) -> None:
    secret = (await add_key()).secret

    async with open_client(rate_cost=5) as client:
        await read_documents(client, timer, secret)
        spent = await statuses(client, 2, secret, TEN_POINTS)
        timer.now += 1
        later = await statuses(client, 1, secret, TEN_POINTS)

    assert (spent, later) == ([200, 429], [200])


async def test_a_customers_token_has_rates_of_its_own(
    open_client: Open, timer: Timer, database: Database, project: Project, add_key: AddKey, settings: Settings
) -> None:
    customer, key = make_customer(), await add_key()
    await save(database, customer)
    token = token_for(customer_tokens(settings), key.row.id, customer_id=customer.id)
    unread = {"query": "{ viewer { name name } }"}

    async with open_client(rate_requests=5, rate_token_requests=2, rate_cost=100, rate_token_cost=25) as client:
        requests = await statuses(client, 3, token)
        refused = await client.post("/graphql", json=FREE, headers=bearer(token))
        of_key = await statuses(client, 6, key.secret)
        timer.now += 1
        read = await statuses(client, 1, token, unread)
        refused_for_cost = await client.post("/graphql", json={"query": "{ viewer { id } }"}, headers=bearer(token))

    assert (requests, of_key, read) == ([200, 200, 429], [200] * 5 + [429], [200])
    assert [answer.json()["errors"][0]["message"] for answer in (refused, refused_for_cost)] == [
        "Too many requests: a customer's token may send 2 a second.",
        "The requests cost too much: a customer's token has 25 cost points a second.",
    ]


async def test_zero_turns_every_limit_off(open_client: Open, add_key: AddKey) -> None:
    secret = (await add_key()).secret

    async with open_client(rate_requests=0, rate_cost=0, rate_failed_keys=0) as client:
        assert set(await statuses(client, 150, secret, TEN_POINTS)) == {200}
        assert set(await statuses(client, 150, "wrong")) == {401}


async def test_links_of_an_invoice_share_a_window_of_their_own_and_keys_count_to_the_key(
    open_client: Open, timer: Timer, database: Database, project: Project, add_key: AddKey, settings: Settings
) -> None:
    customer = make_customer()
    one, other = make_invoice(customer, 1), make_invoice(customer, 2)
    await save(database, customer, [one, other])
    bearer = {"Authorization": f"Bearer {(await add_key()).secret}"}

    def link(invoice_id: str, second: int = 0) -> str:
        address = InvoiceAddress(project.id, True, invoice_id)
        return invoice_links(settings).url(address, Instant(NOW - second * 1_000_000))

    async with open_client(rate_pdf_links=2, rate_requests=1) as client:
        opened = [await client.head(link(one.id, second)) for second in range(3)]
        of_other = await client.head(link(other.id))
        keyed = [await client.head(f"/invoices/{one.id}.pdf", headers=bearer) for _ in range(2)]
        timer.now += 59.5
        waited = await client.head(link(one.id))
        timer.now += 0.5
        later = await client.head(link(one.id))

    assert [answer.status_code for answer in (*opened, of_other, *keyed, later)] == [200, 200, 429, 200, 200, 429, 200]
    assert (opened[2].headers["retry-after"], waited.headers["retry-after"]) == ("60", "1")


async def test_wrong_keys_are_limited_by_address_and_good_ones_pass_beside_them(
    open_client: Open, timer: Timer, add_key: AddKey
) -> None:
    secret = (await add_key()).secret

    async with open_client(rate_failed_keys=2) as client:
        known = await statuses(client, 1, secret)
        wrong = await statuses(client, 3, "sk_live_nobody0123456789012345")
        beside = await statuses(client, 1, secret)
        without = await client.post("/graphql", json=FREE)
        timer.now += 1
        later = await statuses(client, 1, "sk_live_nobody0123456789012345")

    assert (known, wrong, beside, later) == ([200], [401, 401, 429], [200], [401])
    assert without.status_code == 401


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("::FFFF:cb00:7107", "203.0.113.7"),
        ("unknown:", "unknown:"),
    ],
)
def test_an_ipv6_client_is_its_network_and_an_ipv4_one_its_address_however_written(host: str, address: str) -> None:
    assert address_of(host) == address


async def count_hits(rates: Rates, key: str = "key_1") -> int:
    hits = 0
    while True:
        try:
            await rates.keys.requests.spend(key)
        except RateLimited:
            return hits
        hits += 1


@pytest.mark.parametrize(("workers", "share"), [(1, 100), (3, 33), (256, 1)])
async def test_each_worker_has_its_share(workers: int, share: int, timer: Timer) -> None:
    rates = make_rates(Settings(workers=workers), LocalLimiter(timer))

    assert await count_hits(rates) == share


async def test_windows_are_forgotten_when_they_end(timer: Timer) -> None:
    limiter = LocalLimiter(timer)
    rates = make_rates(Settings(), limiter)
    held = []

    for number in range(5000):
        await rates.keys.requests.spend(f"key_{number}")
        timer.now += 1 / 1024
        held.append(sum(map(len, limiter.windows._windows.values())))

    assert (max(held), held[-1]) == (1024, 1024)
