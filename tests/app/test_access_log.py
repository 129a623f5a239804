"""The access log: what is recorded of who reads which customer, and who may ask."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from asgi_lifespan import LifespanManager
from dirty_equals import IsPartialDict
from sqlmodel import col, select

from app.access_log import recorder as app_recorder
from app.access_log import sweep as app_sweep
from app.access_log.recorder import ReadRecorder
from app.access_log.sweep import sweep
from app.factory import create_app
from app.settings import Settings
from models.access.customer_read import CustomerRead, ReadWay
from models.access.viewer import Role
from models.billing.customer import Customer
from models.billing.event import SERVICE
from models.billing.link_revocation import LinkRevocation, RevokedLinks, make_revocation
from models.billing.plan import Plan
from models.values.instant import DAY, Instant
from storage.database import Database
from tests.app.conftest import AddSession, Run
from tests.app.sellers import Sellers, bearer
from tests.conftest import QueryLog
from tests.dashboard.reading import Page
from tests.factories import NOW, later, make_customer, make_operator, make_project, make_subscription, make_viewer, save

LogLines = Callable[[], list[dict[str, Any]]]

SIGNED_IN = {"signed_in": True, "credential_id": "op_1", "name": "ada@post.example"}


def make_read(number: int = 1, **overrides: Any) -> CustomerRead:
    values: dict[str, Any] = {
        "project_id": "prj_1",
        "live_mode": True,
        "id": f"read_{number:03}",
        "customer_id": "cus_1",
        "operator_id": "op_1",
        "email": "ada@post.example",
        "way": ReadWay.PAGE,
        "created_at": Instant(NOW - number),
    }
    return CustomerRead(**values | overrides)


async def recorded(database: Database) -> list[tuple[str, str, str]]:
    async with database.sessions() as session:
        rows = (await session.exec(select(CustomerRead))).all()
    return sorted((row.email, row.customer_id, row.way.value) for row in rows)


async def read_as_operator(settings: Settings, headers: dict[str, str], *paths: str, query: str = "") -> list[int]:
    """The statuses; what was noted is recorded when the service ends."""
    app = create_app(settings, clock=lambda: NOW)
    async with LifespanManager(app) as manager:
        transport = httpx.ASGITransport(app=manager.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://test", headers=headers) as client:
            answers = [await client.get(path) for path in paths]
            if query:
                answers.append(await client.post("/graphql", json={"query": query}))
    return [answer.status_code for answer in answers]


@pytest.mark.parametrize(
    "path",
    [
        "/dashboard/customers/cus_1",
        "/dashboard/customers/cus_1?payments=FAILED",
        "/dashboard/customers/cus_1/payments.csv",
        "/dashboard/customers/cus_1/invoices.csv",
        "/dashboard/customers/cus_1/subscriptions/sub_1_1/cancel",
        "/dashboard/invoices/in_1_1",
    ],
)
async def test_what_an_operator_opens_of_a_customer_is_recorded(
    path: str, settings: Settings, database: Database, sellers: Sellers, add_session: AddSession
) -> None:
    assert await read_as_operator(settings, await add_session(), path) == [200]

    assert await recorded(database) == [("ada@post.example", "cus_1", "PAGE")]


@pytest.mark.parametrize(
    "query",
    [
        '{ customer(id: "cus_1") { name } }',
        '{ customerBy(by: {id: "cus_1"}) { name } }',
        '{ node(id: "in_1_1") { id } }',
        '{ paymentIntent(id: "pi_1_1") { id } }',
        '{ dispute(id: "dp_1") { id } }',
        '{ nodes(ids: ["re_1", "cn_1", "cus_1", "cus_none"]) { id } }',
    ],
)
@pytest.mark.parametrize("plans", [True, False])
async def test_what_a_session_reads_by_graphql_is_recorded_by_plans_and_by_resolvers(
    plans: bool, query: str, database_url: str, database: Database, sellers: Sellers, add_session: AddSession
) -> None:
    settings = Settings(database_url=database_url, plans=plans)

    assert await read_as_operator(settings, await add_session(), query=query) == [200]

    assert await recorded(database) == [("ada@post.example", "cus_1", "GRAPHQL")]


async def test_a_file_that_an_operator_opens_is_recorded(
    settings: Settings, database: Database, sellers: Sellers, add_session: AddSession
) -> None:
    paths = ["/invoices/in_1_1.pdf", "/credit-notes/cn_1.pdf"]

    assert await read_as_operator(settings, await add_session(), *paths) == [200, 200]

    assert await recorded(database) == [("ada@post.example", "cus_1", "FILE")]


@pytest.mark.parametrize(
    "path",
    [
        "/dashboard/customers",
        "/dashboard/customers?search=Ada&order=NAME",
        "/dashboard/customers.csv",
        "/dashboard/cancellations",
        "/dashboard/cancellations.csv",
        "/dashboard/customers/cus_none",
        "/dashboard/test/customers/cus_1",
        "/dashboard/account",
    ],
)
async def test_lists_and_what_is_not_there_are_nobody_read(
    path: str, settings: Settings, database: Database, sellers: Sellers, add_session: AddSession
) -> None:
    await save(database, make_subscription(make_customer(), 9, cancel_at=later(9), cancellation_requested_at=NOW))

    await read_as_operator(settings, await add_session(), path, query="{ customers { nodes { name } totalCount } }")

    assert await recorded(database) == []


async def test_what_is_read_with_a_key_is_not_recorded(
    settings: Settings, database: Database, sellers: Sellers
) -> None:
    headers = bearer(sellers.operator.secret)

    await read_as_operator(settings, headers, "/invoices/in_1_1.pdf", query='{ customer(id: "cus_1") { name } }')

    assert await recorded(database) == []


async def test_each_project_and_mode_has_a_log_of_its_own(
    settings: Settings, database: Database, sellers: Sellers, add_session: AddSession
) -> None:
    other = make_operator(id="op_2", project_id="prj_2", email="bo@post.example")

    await read_as_operator(
        settings, await add_session(other), "/dashboard/customers/cus_3", "/dashboard/customers/cus_1"
    )
    await read_as_operator(settings, await add_session(), "/dashboard/test/customers/cus_3")

    async with database.sessions() as session:
        rows = (await session.exec(select(CustomerRead).order_by(col(CustomerRead.email)))).all()
    assert [(row.project_id, row.live_mode, row.email) for row in rows] == [
        ("prj_1", False, "ada@post.example"),
        ("prj_2", True, "bo@post.example"),
    ]


async def test_noting_a_read_takes_no_statement(
    database: Database, client: httpx.AsyncClient, sellers: Sellers, add_session: AddSession, log_lines: LogLines
) -> None:
    customer, unread = await add_session(), make_operator(id="op_2", email="bo@post.example")
    await client.get("/dashboard/customers/cus_1", headers=customer)
    await client.get("/dashboard/customers/cus_1", headers=await add_session(unread))

    first, second = [line["statements"] for line in log_lines() if line["event"] == "request"]
    assert first == second
    assert await recorded(database) == []


async def test_reads_are_written_in_one_batch_one_for_each_reader_customer_and_way(
    database: Database, queries: QueryLog
) -> None:
    customers = [make_customer(number) for number in range(1, 4)]
    await save(database, make_project(), customers)
    recorder, ada = ReadRecorder(database, lambda: NOW), make_viewer(**SIGNED_IN)
    for customer in customers * 2:
        recorder.note(ada, ReadWay.PAGE, Customer, [customer.id])
    recorder.note(ada, ReadWay.GRAPHQL, Customer, ["cus_1"])
    recorder.note(ada, ReadWay.PAGE, Plan, ["price_1"])
    queries.clear()

    await recorder.flush()

    assert [statement.partition(" ")[0] for statement in queries if "BEGIN" not in statement] == ["SELECT", "INSERT"]
    assert [(customer, way) for _, customer, way in await recorded(database)] == [
        ("cus_1", "GRAPHQL"),
        ("cus_1", "PAGE"),
        ("cus_2", "PAGE"),
        ("cus_3", "PAGE"),
    ]


async def test_what_can_not_be_written_is_kept_up_to_a_bound_and_the_log_says_what_is_lost(
    database: Database, monkeypatch: pytest.MonkeyPatch, log_lines: LogLines
) -> None:
    await save(database, make_project(), [make_customer(number) for number in range(1, 5)])
    monkeypatch.setattr(app_recorder, "MOST_WAITING", 2)
    recorder, ada = ReadRecorder(database, lambda: NOW), make_viewer(**SIGNED_IN)

    async def fail(*_: Any) -> Any:
        raise OSError("gone")

    with monkeypatch.context() as gone:
        gone.setattr(app_recorder, "find_owners", fail)
        for number in range(1, 5):
            recorder.note(ada, ReadWay.PAGE, Customer, [f"cus_{number}"])
            await recorder.flush()
    await recorder.flush()

    assert [customer for _, customer, _ in await recorded(database)] == ["cus_1", "cus_2"]
    assert [line["count"] for line in log_lines() if line["event"] == "reads of customers not recorded"] == [1, 1]


async def test_entries_are_kept_for_their_days_and_swept_oldest_first(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app_sweep, "BATCH", 2)
    ages = (0, 364, 365, 366, 367)
    reads = [make_read(age, created_at=Instant(NOW - age * DAY)) for age in ages]
    old = make_revocation(RevokedLinks.OF_CUSTOMER, make_customer(), SERVICE, Instant(NOW - 365 * DAY))
    kept = make_revocation(RevokedLinks.OF_CUSTOMER, make_customer(), SERVICE, Instant(NOW - 364 * DAY))
    kept_id = kept.id
    await save(database, make_project(), reads, old, kept)

    swept = [await sweep(database, NOW, 365)]
    async with database.sessions() as session:
        left = (await session.exec(select(CustomerRead.id).order_by(col(CustomerRead.id)))).all()
        left += (await session.exec(select(LinkRevocation.id))).all()
    swept += [await sweep(database, NOW, 365), await sweep(database, NOW, 365)]

    assert swept == [2, 1, 0]
    assert left == ["read_000", "read_364", "read_365", kept_id]


async def open_as(
    client: httpx.AsyncClient, add_session: AddSession, role: Role, path: str = "/dashboard/customers/cus_1/readers"
) -> Page:
    return Page(await client.get(path, headers=await add_session(make_operator(role=role))))


async def test_an_admin_sees_who_read_a_customer_page_by_page(
    client: httpx.AsyncClient, database: Database, add_session: AddSession
) -> None:
    others = [make_read(500, customer_id="cus_2"), make_read(501, live_mode=False)]
    await save(database, make_customer(1, name="Grace Hopper"))
    await save(database, [make_read(number) for number in range(1, 23)], make_read(0, way=ReadWay.FILE), others)

    first = await open_as(client, add_session, Role.ADMIN)
    headers = await add_session(make_operator(role=Role.ADMIN))
    last = Page(await client.get(first.link("Older →") or "", headers=headers))

    assert first.text("//h1") == "Who read Grace Hopper"
    assert [len(page.rows("readers")) for page in (first, last)] == [20, 3]
    assert first.rows("readers")[:2] == [
        ["ada@post.example", "As a PDF or XML", "22 Nov 2026, 12:00 UTC"],
        ["ada@post.example", "On these pages", "22 Nov 2026, 11:59 UTC"],
    ]


@pytest.mark.parametrize("role", [Role.VIEWER, Role.OPERATOR])
async def test_nobody_else_sees_who_read_a_customer(
    role: Role, client: httpx.AsyncClient, database: Database, add_session: AddSession
) -> None:
    await save(database, make_customer(), make_read())

    page = await open_as(client, add_session, role)
    customer = await open_as(client, add_session, role, "/dashboard/customers/cus_1")

    assert page.status == 403
    assert "ada@post.example" not in " ".join(page.texts("//main"))
    assert (customer.status, customer.link("Who read this customer")) == (200, None)


async def test_an_admin_is_led_there_from_the_customer_and_may_cancel_too(
    client: httpx.AsyncClient, database: Database, add_session: AddSession
) -> None:
    await save(database, make_customer())

    page = await open_as(client, add_session, Role.ADMIN, "/dashboard/customers/cus_1")
    empty = await open_as(client, add_session, Role.ADMIN)
    nobody = await open_as(client, add_session, Role.ADMIN, "/dashboard/customers/cus_9/readers")
    wrong = await open_as(client, add_session, Role.ADMIN, "/dashboard/customers/cus_1/readers?after=x")

    assert page.link("Who read this customer") == "/dashboard/customers/cus_1/readers"
    assert "Nobody who signed in has read this customer yet." in empty.text("//main")
    assert (nobody.status, wrong.status) == (404, 400)


async def test_the_command_tells_who_read_which_customer(run: Run, database: Database) -> None:
    reads = [
        make_read(1),
        make_read(2, customer_id="cus_2", operator_id="op_2", email="bo@post.example", way=ReadWay.GRAPHQL),
        make_read(3, live_mode=False),
        make_read(4, project_id="prj_2"),
    ]
    await save(database, make_project(), make_project(id="prj_2", name="Another"), reads)

    async def ask(*words: str) -> list[Any]:
        answer = await asyncio.to_thread(run, "audit", "--project", "Northwind", "--json", *words)
        assert answer.exit_code == 0
        found: list[Any] = json.loads(answer.stdout)["reads"]
        return found

    everything = await ask()
    assert everything[0] == {
        "at": "2026-11-22T11:59:59.999999Z",
        "customer": "cus_1",
        "operator": "ada@post.example",
        "operatorId": "op_1",
        "way": "page",
    }
    assert [read["customer"] for read in everything] == ["cus_1", "cus_2"]
    assert await ask("--customer", "cus_2") == await ask("--operator", "BO@post.example") == everything[1:]
    assert await ask("--most", "1") == everything[:1]
    assert await ask("--test") == [IsPartialDict(customer="cus_1", at="2026-11-22T11:59:59.999997Z")]
    assert (await asyncio.to_thread(run, "audit", "--project", "Northwind")).stdout.count("\n") == 3
