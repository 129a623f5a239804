"""Customer tokens: how one is made, what it opens, and when it ends."""

from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import pytest
from asgi_lifespan import LifespanManager
from dirty_equals import IsStr

from app.contexts import customer_tokens
from app.factory import create_app
from app.keys.authenticator import Authenticator
from app.keys.usage import KeyUsage
from app.logs.redaction import redact
from app.settings import Settings
from models.access.viewer import Role, Viewer
from models.values.instant import SECOND, Instant
from resolvers.signing.customer_tokens import CustomerTokens
from storage.database import Database
from tests.app.conftest import AddKey
from tests.app.sellers import Bearer, Sellers, bearer, token_for
from tests.conftest import QueryLog
from tests.factories import NOW, later, make_invoice, make_one_of_each, make_payment, save

CREATE = """
mutation Create($id: ID!, $seconds: Int! = 3600) {
  createCustomerToken(input: {customerId: $id, expiresInSeconds: $seconds}) {
    token expiresAt userErrors { code message field }
  }
}
"""

Tick = Callable[[int], None]


async def ask(
    client: httpx.AsyncClient, headers: Bearer, query: str, variables: dict[str, Any] | None = None
) -> dict[str, Any]:
    answer = await client.post("/graphql", json={"query": query, "variables": variables}, headers=headers)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


async def create(client: httpx.AsyncClient, headers: Bearer, customer_id: str, seconds: int = 3600) -> Any:
    body = await ask(client, headers, CREATE, {"id": customer_id, "seconds": seconds})
    return body["data"]["createCustomerToken"]


@pytest.fixture
async def ticking(settings: Settings) -> AsyncIterator[tuple[httpx.AsyncClient, Tick]]:
    """A client, and what moves the service's clock on by seconds."""
    now = [NOW]

    def tick(seconds: int) -> None:
        now[0] = Instant(now[0] + seconds * SECOND)

    app = create_app(settings, clock=lambda: now[0])
    async with LifespanManager(app) as manager:
        transport = httpx.ASGITransport(app=manager.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            yield client, tick


async def test_an_operator_makes_a_token_that_reads_its_customer(client: httpx.AsyncClient, sellers: Sellers) -> None:
    made = await create(client, bearer(sellers.operator.secret), "cus_1")

    assert made == {
        "token": IsStr(regex=r"ct_[\w.-]+"),
        "expiresAt": "2026-11-22T13:00:00Z",
        "userErrors": [],
    }
    answer = await ask(
        client,
        bearer(made["token"]),
        '{ viewer { name role liveMode project { id name } } customer(id: "cus_1") { id invoices { totalCount } } }',
    )
    assert answer == {
        "data": {
            "viewer": {
                "name": "Customer token",
                "role": "CUSTOMER",
                "liveMode": True,
                "project": {"id": "prj_1", "name": "Northwind"},
            },
            "customer": {"id": "cus_1", "invoices": {"totalCount": 1}},
        }
    }


@pytest.mark.parametrize(
    ("customer_id", "seconds", "code", "field"),
    [
        ("cus_none", 60, "CUSTOMER_NOT_FOUND", "customerId"),
        ("cus_3", 60, "CUSTOMER_NOT_FOUND", "customerId"),
        ("sub_1_1", 60, "CUSTOMER_NOT_FOUND", "customerId"),
        ("", 60, "CUSTOMER_NOT_FOUND", "customerId"),
        ("cus_1", 0, "INVALID_EXPIRY", "expiresInSeconds"),
        ("cus_1", -1, "INVALID_EXPIRY", "expiresInSeconds"),
        ("cus_1", 86_401, "INVALID_EXPIRY", "expiresInSeconds"),
        ("cus_1", 2**31 - 1, "INVALID_EXPIRY", "expiresInSeconds"),
    ],
)
async def test_what_cannot_have_a_token_is_told(
    client: httpx.AsyncClient, sellers: Sellers, customer_id: str, seconds: int, code: str, field: str
) -> None:
    refused = await create(client, bearer(sellers.operator.secret), customer_id, seconds)

    assert refused == {
        "token": None,
        "expiresAt": None,
        "userErrors": [{"code": code, "message": IsStr(min_length=10), "field": ["input", field]}],
    }


@pytest.mark.parametrize("seconds", [1, 60, 86_400])
async def test_a_token_ends_when_it_said(
    ticking: tuple[httpx.AsyncClient, Tick], sellers: Sellers, seconds: int
) -> None:
    client, tick = ticking
    token = (await create(client, bearer(sellers.operator.secret), "cus_1", seconds))["token"]

    async def status() -> int:
        return (await client.post("/graphql", json={"query": "{ __typename }"}, headers=bearer(token))).status_code

    tick(seconds - 1)
    before = await status()
    tick(1)
    after = await status()

    assert (before, after) == (200, 401)


async def test_a_token_ends_with_its_key_and_with_no_other(
    client: httpx.AsyncClient, database: Database, sellers: Sellers, add_key: AddKey
) -> None:
    second = await add_key(role=Role.OPERATOR)
    tokens = [(await create(client, bearer(key.secret), "cus_1"))["token"] for key in (sellers.operator, second)]

    second.row.revoked_at = NOW
    await save(database, second.row)
    answers = [
        await client.post("/graphql", json={"query": "{ __typename }"}, headers=bearer(token)) for token in tokens
    ]

    assert [answer.status_code for answer in answers] == [200, 401]
    assert answers[1].headers["www-authenticate"] == "Bearer"
    assert answers[1].json()["errors"][0]["extensions"] == {"code": "UNAUTHENTICATED"}


async def test_what_was_not_made_here_for_an_existing_customer_opens_nothing(
    client: httpx.AsyncClient, settings: Settings, sellers: Sellers
) -> None:
    key_id, ours = sellers.operator.row.id, customer_tokens(settings)
    good = token_for(ours, key_id)
    bad = {
        "another secret's": token_for(CustomerTokens("another secret altogether"), key_id),
        "expired": token_for(ours, key_id, NOW - SECOND),
        "flipped": good[:-5] + ("A" if good[-5] != "A" else "B") + good[-4:],
        "cut": good[:-5],
        "longer": good + "A",
        "no signature": good.rpartition(".")[0],
        "another customer's signature": good.rpartition(".")[0] + "." + token_for(ours, "key_x").rpartition(".")[2],
        "unknown customer": token_for(ours, key_id, customer_id="cus_none"),
        "other mode": token_for(ours, key_id, live_mode=False),
        "other project": token_for(ours, key_id, project_id="prj_2"),
        "unknown key": token_for(ours, "key_none"),
        "another project's key": token_for(ours, sellers.other_project.row.id),
        "empty": "ct_",
        "garbage": "ct_" + "x" * 60,
        "upper case": good.replace("ct_", "CT_"),
    }

    async def status(token: str) -> int:
        return (await client.post("/graphql", json={"query": "{ __typename }"}, headers=bearer(token))).status_code

    assert await status(good) == 200
    assert {name: await status(token) for name, token in bad.items()} == dict.fromkeys(bad, 401)


async def test_knowing_a_token_takes_one_statement_and_a_forged_one_none(
    database: Database, queries: QueryLog, settings: Settings, sellers: Sellers
) -> None:
    ours = customer_tokens(settings)
    authenticator = Authenticator(database, KeyUsage(database), lambda: NOW, ours)
    forged = token_for(CustomerTokens("another secret altogether"), sellers.operator.row.id)
    queries.clear()

    viewer = await authenticator.authenticate(f"Bearer {token_for(ours, sellers.operator.row.id)}")
    known = len(queries)
    nobody = await authenticator.authenticate(f"Bearer {forged}")

    assert viewer == Viewer(
        "prj_1", "Northwind", True, Role.CUSTOMER, "Customer token", sellers.operator.row.id, "cus_1"
    )
    assert nobody is None
    assert (known, len(queries)) == (1, 1)


async def test_a_token_stands_in_no_log(
    log_lines: Callable[[], list[dict[str, Any]]], client: httpx.AsyncClient, sellers: Sellers
) -> None:
    token = (await create(client, bearer(sellers.operator.secret), "cus_1"))["token"]
    await ask(client, bearer(token), "{ __typename }")

    lines = log_lines()

    assert token not in str(lines)
    assert [line["customer_id"] for line in lines if line["event"] == "customer token made"] == ["cus_1"]
    assert redact(f"a {token} here, {token!r}") == "a ct_… here, 'ct_…'"


async def test_a_token_sees_nothing_of_another_customer_by_any_edge(
    client: httpx.AsyncClient, database: Database, sellers: Sellers
) -> None:
    mine, theirs = make_one_of_each(7), make_one_of_each(8)
    crossed = [
        make_invoice(mine[0], 2, subscription_id="sub_8_1"),  # type: ignore[arg-type]
        make_invoice(theirs[0], 2, subscription_id="sub_7_1", due_at=later(-1)),  # type: ignore[arg-type]
    ]
    payment = make_payment(mine[0], 2, invoice_id="in_8_2")  # type: ignore[arg-type]
    await save(database, *mine, *theirs, crossed, payment)
    token = (await create(client, bearer(sellers.operator.secret), "cus_7"))["token"]
    query = """{
      customer(id: "cus_7") {
        delinquent nextBillingAt totals { paid { amountMinor } }
        paymentIntents { totalCount nodes { id customer { id } invoice { id lines { totalCount nodes { id } } } } }
        invoices { totalCount nodes { id customer { id } subscription { id } lines { totalCount nodes { id } } } }
        subscriptions {
          totalCount
          nodes {
            id customer { id } items { id plan { id } } invoices { totalCount nodes { id } }
            cancellationPreview { openInvoiceCount openAmount { amountMinor } }
          }
        }
      }
    }"""

    seen = str(await ask(client, bearer(token), query))

    assert all(own in seen for own in ("sub_7_1", "in_7_1", "in_7_2", "pi_7_1", "pi_7_2", "il_in_7_1_0", "price_7"))
    assert "_8" not in seen
    assert "'totals': [{'paid': {'amountMinor': 2400}}]" in seen
    assert "'openInvoiceCount': 0" in seen
