"""Runs the benchmark on one database after the other, and judges what was found."""

import io
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from itertools import product
from typing import Any, NamedTuple

import orjson
from sqlalchemy import URL, select, text

from app.admin.operators import create_operator
from app.factory import create_app
from app.logs.configuration import configure_logs
from app.serving.garbage_collection import freeze_heap
from app.settings import Settings
from benchmarks.findings import Finding
from benchmarks.guards.asgi import Answer, post_graphql
from benchmarks.operators import signed_in
from benchmarks.scale.big_customer import BIG, SMALL
from benchmarks.scale.databases import Databases, Place
from benchmarks.scale.documents import measure_documents
from benchmarks.scale.heavy_lists import measure_beside
from benchmarks.scale.measuring import Ask, Clock, Cost, Side, clock_with, compare
from benchmarks.scale.parameters import MOST_TIMES, Parameters
from benchmarks.scale.questions import Question, about_customers, about_one, count_body
from benchmarks.scale.worker_memory import measure_worker
from models.access.operator import generate_password
from models.access.viewer import Role
from models.billing.customer import Customer
from models.billing.invoice import InvoiceStatus
from models.billing.subscription import SubscriptionStatus
from models.ownership import table_of
from models.values.instant import system_clock
from storage.database import Database

_EMAIL, _ASKED = "bench@example.com", 16
MOST_PAGE_MILLISECONDS, MOST_PAGE_BYTES = 12.0, 150_000


class _App(NamedTuple):
    """The service with a database, as it runs in this process."""

    app: Any
    state: Mapping[str, Any]
    settings: Settings

    def ask_with(self, key: str) -> Ask:
        """Asks GraphQL with a key."""

        async def ask(body: bytes) -> Answer:
            return await post_graphql(self.app, self.state, key, body)

        return ask


async def measure_scale(
    creating: AbstractAsyncContextManager[Databases], parameters: Parameters
) -> AsyncIterator[Finding]:
    """A finding for each question, as soon as it is there; raises DiskTooSmall."""
    async with creating as databases, AsyncExitStack() as stack:
        password = generate_password()
        async with _open(databases.few) as database:
            project, now = databases.big.project_id, system_clock()
            await create_operator(database, _EMAIL, project, role=Role.OPERATOR, password=password, now=now)
        few, many = [await stack.enter_async_context(_serving(url)) for url in (databases.few, databases.many)]
        clock = clock_with(await _server_of(databases.few))
        ask_few, ask_many = few.ask_with(databases.customers.key), many.ask_with(databases.customers.key)
        ids = await _list_ids(databases.few, databases.customers)
        questions = await _list_questions(databases, ids, ask_few)
        for question in questions:
            sides = Side(ask_few, question.bodies), Side(ask_many, question.bodies)
            cost = await compare(*sides, parameters.rounds, clock)
            yield _judge(f"{question.name}, few and many customers", cost)
        for finding in await measure_documents(ask_few, ids, parameters, clock):
            yield finding
        async for finding in _measure_big(few, databases.big, parameters, clock):
            yield finding
        async with signed_in(few.app, few.state, few.settings.base_url, _EMAIL, password) as client:

            async def ask(path: bytes) -> Answer:
                answer = await client.get(path.decode())
                return Answer(answer.status_code, answer.content)

            for finding in await _measure_page(ask, parameters, clock):
                yield finding
        ask_full = many.ask_with(databases.big.key)
        yield await measure_beside(ask_many, ask_full, ids, parameters.pages)
        yield await measure_worker(databases, [body for question in questions for body in question.bodies])


@asynccontextmanager
async def _serving(url: URL) -> AsyncIterator[_App]:
    settings = Settings(
        database_url=url.render_as_string(hide_password=False), log_level="error", rate_requests=0, rate_cost=0
    )
    configure_logs(settings, io.StringIO())
    app = create_app(settings)
    async with app.router.lifespan_context(app) as state:
        # As where it serves: a full collection would stop everything for a tenth of a second.
        freeze_heap()
        yield _App(app, state or {}, settings)


def _open(url: URL) -> Database:
    return Database(url.render_as_string(hide_password=False))


async def _measure_big(app: _App, place: Place, parameters: Parameters, clock: Clock) -> AsyncIterator[Finding]:
    ask = app.ask_with(place.key)
    for small, big in zip(about_one(SMALL), about_one(BIG), strict=True):
        cost = await compare(Side(ask, small.bodies), Side(ask, big.bodies), parameters.rounds, clock)
        yield _judge(f"{small.name}, small and big customer", cost)


async def _measure_page(ask: Ask, parameters: Parameters, clock: Clock) -> list[Finding]:
    """The operator's page of both customers."""
    small, big = (f"/dashboard/customers/{customer}".encode() for customer in (SMALL, BIG))
    cost = await compare(Side(ask, (small,)), Side(ask, (big,)), parameters.rounds, clock)
    size, side = len((await ask(big)).body), Side(ask, (big,))
    # Without a database's server.
    own = (await compare(side, side, parameters.rounds, clock_with(None))).one
    told = f"{size:,} bytes, at most {MOST_PAGE_BYTES:,}; {own:.1f} ms, at most {MOST_PAGE_MILLISECONDS:.0f}"
    is_small = size <= MOST_PAGE_BYTES and own <= MOST_PAGE_MILLISECONDS
    return [
        _judge("operator's page, small and big customer", cost),
        Finding("operator's page of the big customer", told, is_small),
    ]


def _judge(what: str, cost: Cost) -> Finding:
    if cost.refused is not None:
        return Finding(what, f"no answer: status {cost.refused}", good=False)
    found = f"{cost.one:.2f} and {cost.other:.2f} ms of CPU, {cost.times:.2f} ×, at most {MOST_TIMES}"
    return Finding(what, found, cost.times <= MOST_TIMES)


async def _list_questions(databases: Databases, ids: list[str], ask: Ask) -> list[Question]:
    return about_customers(ids, await _find_common_word(databases), await _find_unmatched(ask), system_clock())


async def _list_ids(url: URL, place: Place) -> list[str]:
    customer = table_of(Customer)
    some = select(customer.c.id).where(customer.c.project_id == place.project_id).order_by(customer.c.id).limit(_ASKED)
    async with _open(url) as database, database.engine.connect() as connection:
        return list((await connection.execute(some)).scalars())


async def _find_common_word(databases: Databases) -> str:
    customer = table_of(Customer)
    named = select(customer.c.name).where(customer.c.project_id == databases.customers.project_id)
    async with _open(databases.few) as database, database.engine.connect() as connection:
        names = (await connection.execute(named)).scalars().all()
    words = Counter(word.casefold() for name in names for word in (name or "").split() if word.isalpha())
    return words.most_common(1)[0][0]


async def _find_unmatched(ask: Ask) -> dict[str, list[str]]:
    """Two statuses that customers have, but none has both; any two where there are no such."""

    async def count(conditions: dict[str, list[str]]) -> int:
        answer = orjson.loads((await ask(count_body(conditions))).body)
        found: int = answer["data"]["customers"]["totalCount"]
        return found

    pairs = [
        {"subscriptionStatus": [subscription.value], "invoiceStatus": [invoice.value]}
        for subscription, invoice in product(SubscriptionStatus, InvoiceStatus)
    ]
    for pair in pairs:
        if await count(pair) == 0 and all([await count({name: wanted}) for name, wanted in pair.items()]):
            return pair
    return pairs[0]


async def _server_of(url: URL) -> int | None:
    """The process id of the database's server; None where the database is embedded."""
    async with _open(url) as database:
        if database.dialect.name != "postgresql":
            return None
        async with database.engine.connect() as connection:
            folder = (await connection.execute(text("SHOW data_directory"))).scalar_one()
    with open(f"{folder}/postmaster.pid") as lines:  # noqa: ASYNC230, PTH123
        return int(lines.readline())
