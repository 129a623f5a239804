"""The service through PgBouncer, which lends a connection for one transaction."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest
from sqlalchemy import bindparam, select, text
from sqlmodel import col, func
from sqlmodel import select as select_rows

from app.settings import Settings
from models.billing.cancellation import CancellationRequest
from models.billing.customer import Customer
from models.billing.event import Event
from resolvers.subscriptions.changes import cancel_subscription
from storage.database import Database
from storage.statement import Row
from storage.statements import compile_statement
from tests.app.cluster.servers import PostgresServer
from tests.app.conftest import Run
from tests.app.sellers import Sellers, bearer
from tests.factories import make_context, make_customer, make_project, save, save_subscription

PAGE = """{ customer(id: "cus_1") { name paymentIntents { nodes { id } } invoices { totalCount nodes { number } } } }"""
CANCEL = """mutation { cancelSubscription(input: {subscriptionId: "sub_1_1", idempotencyKey: "once"}) {
    subscription { status } userErrors { code } } }"""


@pytest.fixture
def database_url(primary: PostgresServer, database_name: str, pooler_port: int, monkeypatch: pytest.MonkeyPatch) -> str:
    """The database through the pooler."""
    monkeypatch.setenv("CALMONY_DATABASE_POOLER", "transaction")
    return primary.url(database_name, pooler_port)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    async with Database(database_url, pooled=True) as database:
        yield database


async def read_name(database: Database, number: int) -> list[Row]:
    """By a statement that differs from number to number, as one that was prepared for another would show."""
    name, identifier = col(Customer.name).label(f"name_{number}"), bindparam(f"id_{number}")
    statement = compile_statement(select(name).where(col(Customer.id) == identifier), database.dialect)
    return await database.fetch(statement, {f"id_{number}": f"cus_{number % 10}"})


async def test_reads_and_changes_of_two_services_share_few_connections(database: Database, database_url: str) -> None:
    await save_subscription(database)
    await save(database, [make_customer(number, name=f"Name {number}") for number in range(2, 10)])
    asked = [number for number in range(200) if number % 10 > 1]

    async with Database(database_url, pooled=True) as other:
        reads = [read_name(each, number) for number in asked for each in (database, other)]
        changes = [
            cancel_subscription(make_context(each), "sub_1_1", CancellationRequest(), None)
            for each in (database, other) * 10
        ]
        *names, _ = await asyncio.gather(*reads, asyncio.gather(*changes))
        async with other.sessions() as session:
            events = (await session.exec(select_rows(func.count()).select_from(Event))).one()

    assert names == [[(f"Name {number % 10}",)] for number in asked for _ in range(2)]
    assert events == 1


async def test_a_snapshot_stays_at_its_moment_while_others_write(database: Database) -> None:
    await save(database, make_project(), make_customer(1))
    count_customers = compile_statement(select(func.count(col(Customer.id)).label("count")), database.dialect)

    async with database.snapshot() as snapshot:
        before = await snapshot.fetch(count_customers, {})
        await save(database, make_customer(2))
        during = await snapshot.fetch(count_customers, {})

    assert (before, during, await database.fetch(count_customers, {})) == ([(1,)], [(1,)], [(2,)])


async def test_what_a_read_sets_ends_with_it_and_nothing_stays_on_a_connection_of_the_server(
    database: Database,
) -> None:
    names = ("jit", "transaction_read_only", "default_transaction_read_only")
    settings = select(*(func.current_setting(name).label(name) for name in names))
    prepared = text("SELECT count(*) FROM pg_prepared_statements")

    [read] = await database.fetch(compile_statement(settings, database.dialect), {})
    async with database.engine.connect() as connection:
        write = (await connection.execute(settings)).one()
        left = (await connection.execute(prepared)).scalar_one()

    assert (read, tuple(write), left) == (("off", "on", "off"), ("on", "off", "off"), 0)


async def test_the_service_answers_through_it(client: httpx.AsyncClient, sellers: Sellers, settings: Settings) -> None:
    key = bearer(sellers.operator.secret)

    async def ask(query: str) -> httpx.Response:
        return await client.post("/graphql", json={"query": query}, headers=key)

    pages = await asyncio.gather(*(ask(PAGE) for _ in range(30)))
    canceled = await asyncio.gather(*(ask(CANCEL) for _ in range(10)))
    pdf = await client.get("/invoices/in_1_1.pdf", headers=key)

    assert settings.database_pooler == "transaction"
    assert len({page.text for page in pages}) == 1
    assert len(pages[0].json()["data"]["customer"]["invoices"]["nodes"]) == 1
    assert [answer.json()["data"]["cancelSubscription"]["userErrors"] for answer in canceled] == [[]] * 10
    assert pdf.status_code == 200


def test_commands_work_through_it(
    run: Run, primary: PostgresServer, pooler_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    primary.psql("CREATE DATABASE fresh")
    monkeypatch.setenv("CALMONY_DATABASE_URL", primary.url("fresh", pooler_port))

    for words in (
        ("migrate",),
        ("project", "create", "Acme"),
        ("generate", "--customers", "20", "--project", "Acme"),
        ("verify",),
    ):
        ended = run(*words)
        assert ended.exit_code == 0, ended.output
