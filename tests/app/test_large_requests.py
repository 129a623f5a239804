"""A query for much is answered by a process of its own, and nobody sees a difference."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest
from asgi_lifespan import LifespanManager
from sqlmodel import select

from app.factory import create_app
from app.large_requests.large_requests import LargeRequests, _is_lost
from app.settings import Settings
from engine.executor import Executor
from engine.json_body import write_json
from engine.limits import QUICK_COST
from engine.request import GraphQLRequest
from models.access.customer_read import CustomerRead
from models.access.viewer import Role
from storage.concurrency.time_limit import with_time_limit
from storage.database import Database
from tests.app.conftest import AddKey, AddSession
from tests.factories import NOW, make_context, make_customer, make_payment, save

LogLines = Callable[[], list[dict[str, Any]]]

LARGE = """query Large($first: Int = 100) { customers(first: 100) { nodes {
  id createdAt paymentIntents(first: $first) { nodes { id createdAt amount { amountMinor formatted } } totalCount }
} } }"""
SMALL = "{ customers(first: 5) { nodes { id } } }"
UNAVAILABLE = {"errors": [{"message": "The request can't be answered for now.", "extensions": {"code": "UNAVAILABLE"}}]}


@asynccontextmanager
async def serving(settings: Settings) -> AsyncIterator[tuple[httpx.AsyncClient, LargeRequests]]:
    """A client of the whole application at NOW, and its large requests."""
    app = create_app(settings, clock=lambda: NOW)
    async with LifespanManager(app) as manager:
        transport = httpx.ASGITransport(app=manager.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            yield client, manager._state["large_requests"]


@pytest.fixture
async def headers(database: Database, add_key: AddKey) -> dict[str, str]:
    """Those of a key of a project with three customers, who have four payments each."""
    customers = [make_customer(number) for number in range(1, 4)]
    await save(database, customers, [make_payment(each, number) for each in customers for number in range(4)])
    return {"Authorization": f"Bearer {(await add_key(role=Role.OPERATOR)).secret}"}


async def ask(client: httpx.AsyncClient, headers: dict[str, str], query: str = LARGE) -> httpx.Response:
    return await client.post("/graphql", json={"query": query}, headers=headers)


async def begin(client: httpx.AsyncClient, headers: dict[str, str], large: LargeRequests) -> int:
    """The number of the process, after a first answer."""
    assert (await ask(client, headers)).status_code == 200
    pid = pid_of(large)
    assert pid is not None
    return pid


def pid_of(large: LargeRequests) -> int | None:
    """The number of the process; None before it has started, and after it was lost."""
    starting = large._starting
    return None if starting is None or not starting.done() or _is_lost(starting) else starting.result().pid


async def all_gone(pid: int) -> bool:
    """Whether the process ends within some seconds."""
    for _ in range(100):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        await asyncio.sleep(0.1)
    return False


@pytest.mark.parametrize("plans", [True, False])
async def test_its_answer_is_the_one_that_this_process_would_give(
    settings: Settings, database: Database, headers: dict[str, str], plans: bool
) -> None:
    here = await Executor(plans=plans).run(GraphQLRequest(LARGE), make_context(database))
    assert here.cost is not None
    assert here.cost.requested > QUICK_COST

    async with serving(settings.model_copy(update={"plans": plans})) as (client, large):
        answer = await client.post("/graphql", json={"query": LARGE}, headers=headers | {"X-Calmony-Cost": "1"})
        assert pid_of(large) is not None

    cost = {"cost": {"requested": here.cost.requested, "limit": here.cost.limit}}
    assert answer.json() == orjson.loads(write_json(here.body)) | {"extensions": cost}
    assert len(answer.json()["data"]["customers"]["nodes"][2]["paymentIntents"]["nodes"]) == 4


@pytest.mark.one_database
async def test_the_process_begins_with_the_first_large_query_and_ends_with_the_service(
    settings: Settings, headers: dict[str, str]
) -> None:
    async with serving(settings) as (client, large):
        assert (await ask(client, headers, SMALL)).status_code == 200
        assert pid_of(large) is None
        pid = await begin(client, headers, large)
        assert await begin(client, headers, large) == pid

    assert await all_gone(pid)


@pytest.mark.one_database
async def test_errors_of_fields_stand_in_the_answer(settings: Settings, headers: dict[str, str]) -> None:
    query = LARGE.replace("first: $first", 'first: $first, after: "x"')

    async with serving(settings) as (client, large):
        answer = await ask(client, headers, query)
        assert pid_of(large) is not None

    assert answer.status_code == 200
    assert {error["extensions"]["code"] for error in answer.json()["errors"]} == {"BAD_USER_INPUT"}


@pytest.mark.one_database
async def test_the_log_line_tells_what_the_other_process_did(
    settings: Settings, headers: dict[str, str], log_lines: LogLines
) -> None:
    async with serving(settings) as (client, _):
        await ask(client, headers)

    [line] = [line for line in log_lines() if line["event"] == "request"]
    assert (line["lane"], line["execution"], line["operation"]) == ("slow", "plan", "Large")
    # The key, the customers, their payments and how many these are.
    assert line["statements"] == 4


@pytest.mark.one_database
async def test_what_an_operator_reads_there_is_recorded(
    settings: Settings, database: Database, headers: dict[str, str], add_session: AddSession
) -> None:
    query = LARGE.replace("{ customers", '{ customer(id: "cus_1") { name } customers')

    async with serving(settings) as (client, large):
        answer = await ask(
            client, await add_session() | {"X-Calmony-Csrf": "1", "Origin": "http://127.0.0.1:8000"}, query
        )
        assert (answer.status_code, pid_of(large) is None) == (200, False), answer.text

    async with database.sessions() as session:
        [read] = (await session.exec(select(CustomerRead))).all()
    assert (read.customer_id, read.way) == ("cus_1", "GRAPHQL")


@pytest.mark.one_database
async def test_of_a_process_that_dies_only_the_request_at_hand_is_lost(
    settings: Settings, headers: dict[str, str]
) -> None:
    async with serving(settings) as (client, large):
        pid = await begin(client, headers, large)
        os.kill(pid, signal.SIGSTOP)
        asked = asyncio.create_task(ask(client, headers))
        await asyncio.sleep(0.2)
        os.kill(pid, signal.SIGKILL)
        lost = await asked
        assert await begin(client, headers, large) != pid

    assert (lost.status_code, lost.json(), lost.headers["retry-after"]) == (503, UNAVAILABLE, "5")


@pytest.mark.one_database
async def test_one_that_died_meanwhile_is_replaced_unseen(settings: Settings, headers: dict[str, str]) -> None:
    async with serving(settings) as (client, large):
        pid = await begin(client, headers, large)
        os.kill(pid, signal.SIGKILL)
        assert await all_gone(pid)

        assert await begin(client, headers, large) != pid


@pytest.mark.one_database
@pytest.mark.parametrize("goes_on", [True, False])
async def test_one_that_hangs_is_given_up_by_the_time_limit_and_then_replaced(
    settings: Settings, headers: dict[str, str], monkeypatch: pytest.MonkeyPatch, goes_on: bool
) -> None:
    monkeypatch.setattr("app.large_requests.process.HUNG_SECONDS", 1.0)
    async with serving(settings) as (client, large):
        pid = await begin(client, headers, large)
        os.kill(pid, signal.SIGSTOP)
        with monkeypatch.context() as patch:
            # Not for the processes that start before and after: that takes seconds.
            patch.setattr("engine.executor.with_time_limit", lambda work, _seconds: with_time_limit(work, 0.5))
            late = await ask(client, headers)
        if goes_on:
            os.kill(pid, signal.SIGCONT)
        await asyncio.sleep(1.5)

        assert (await begin(client, headers, large) == pid) is goes_on

    assert (late.status_code, late.json()["errors"][0]["extensions"]["code"]) == (503, "TIMEOUT")
    assert await all_gone(pid)


@pytest.mark.one_database
async def test_neither_its_arguments_nor_its_environment_tell_the_settings(
    settings: Settings, headers: dict[str, str]
) -> None:
    async with serving(settings) as (client, large):
        process = Path(f"/proc/{await begin(client, headers, large)}")
        told = (process / "cmdline").read_bytes() + (process / "environ").read_bytes()

    assert settings.secret_key.get_secret_value().encode() not in told
    assert settings.database_url.encode() not in told


@pytest.mark.one_database
async def test_variables_that_are_nested_too_deeply_to_be_handed_over_are_refused(
    settings: Settings, headers: dict[str, str]
) -> None:
    deep = orjson.Fragment(b"[" * 1_000 + b"]" * 1_000)
    body = orjson.dumps({"query": LARGE, "variables": {"unused": deep}})

    async with serving(settings) as (client, _):
        answer = await client.post("/graphql", content=body, headers=headers | {"Content-Type": "application/json"})

    assert (answer.status_code, answer.json()["errors"][0]["message"]) == (400, "The variables are nested too deeply.")


@pytest.mark.one_database
async def test_a_start_that_failed_unexpectedly_is_tried_anew(
    settings: Settings, headers: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    async with serving(settings) as (client, large):
        with monkeypatch.context() as patch:
            patch.setattr("sys.executable", "no\0name")
            failed = await ask(client, headers)
        await begin(client, headers, large)

    assert failed.status_code == 500
