"""`/metrics`: who may read it, what it counts, and what it must not hold."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import pytest
from asgi_lifespan import LifespanManager
from prometheus_client.parser import text_string_to_metric_families

from app.factory import create_app
from app.logs.record import RequestRecord
from app.metrics.bounded_names import BoundedNames
from app.metrics.measured_renders import MeasuredRenders
from app.metrics.measures import Metrics
from app.settings import Settings
from models.access.project import Project
from pdf.content.invoice_content import InvoiceContent
from pdf.workers.errors import RenderBusy, RenderFailed, RenderTimeout
from pdf.workers.pool import RenderPool
from pdf.workers.rendered_pdf import RenderedPdf
from storage.database import Database
from tests.app.conftest import AddKey, LogLines
from tests.factories import NOW, make_customer, make_invoice, make_line, save

pytestmark = pytest.mark.one_database

TOKEN = "a token of sixteen characters or more"

Samples = dict[tuple[str, frozenset[tuple[str, str]]], float]


def parse(text: str) -> Samples:
    families = text_string_to_metric_families(text)
    return {(each.name, frozenset(each.labels.items())): each.value for one in families for each in one.samples}


def value(samples: Samples, name: str, **labels: str) -> float | None:
    return samples.get((name, frozenset(labels.items())))


async def read(client: httpx.AsyncClient) -> Samples:
    answer = await client.get("/metrics")
    assert answer.status_code == 200
    return parse(answer.text)


def told(metrics: Metrics) -> Samples:
    metrics.count_requests()
    return parse(metrics.tell("")[0].decode())


def a_record(**overrides: Any) -> RequestRecord:
    values = {"method": "POST", "route": "/graphql", "status": 200, "seconds": 0.004, "statements": 3, "outcome": "ok"}
    return RequestRecord(**values | overrides)


@pytest.fixture
async def guarded(settings: Settings) -> AsyncIterator[Callable[[str], httpx.AsyncClient]]:
    """`guarded(address)`: a client at the address, of an application with a metrics token."""
    app = create_app(settings.model_copy(update={"metrics_token": _secret()}), clock=lambda: NOW)
    async with LifespanManager(app) as manager:
        yield lambda address: _client(manager.app, address)


def _secret() -> Any:
    return Settings(metrics_token=TOKEN).metrics_token


def _client(app: Any, address: str) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app=app, client=(address, 1234))
    return httpx.AsyncClient(transport=transport, base_url="http://test")


async def test_without_a_token_metrics_are_for_this_machine(settings: Settings) -> None:
    app = create_app(settings, clock=lambda: NOW)
    async with LifespanManager(app) as manager:
        near = await _client(manager.app, "127.0.0.1").get("/metrics")
        near6 = await _client(manager.app, "::1").get("/metrics")
        far = await _client(manager.app, "203.0.113.9").get("/metrics")
        passed_on = await _client(manager.app, "127.0.0.1").get("/metrics", headers={"X-Forwarded-For": "203.0.113.9"})

    assert [each.status_code for each in (near, near6, far, passed_on)] == [200, 200, 403, 403]
    assert far.json()["errors"][0]["extensions"]["code"] == "FORBIDDEN"
    assert "calmony_" not in far.text + passed_on.text


async def test_with_a_token_its_bearer_reads_from_anywhere_and_nobody_else(
    guarded: Callable[[str], httpx.AsyncClient],
) -> None:
    answers = [
        await guarded(address).get("/metrics", headers={"Authorization": given} if given else {})
        for address in ("203.0.113.9", "127.0.0.1")
        for given in (f"Bearer {TOKEN}", f"bearer {TOKEN}", None, "Bearer ", f"Bearer {TOKEN}x", f"Basic {TOKEN}")
    ]

    assert [each.status_code for each in answers] == [200, 200, 401, 401, 401, 401] * 2
    assert answers[2].headers["www-authenticate"] == "Bearer"
    assert answers[2].json()["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
    assert TOKEN not in "".join(each.text for each in answers)


async def test_requests_are_counted_by_route_status_operation_and_refusal(
    client: httpx.AsyncClient, add_key: AddKey
) -> None:
    headers = {"Authorization": f"Bearer {(await add_key()).secret}"}
    for query in ("query Who { viewer { name } }", "query Who { viewer { name } }", "{ viewer { name } }", "{ oops }"):
        await client.post("/graphql", json={"query": query}, headers=headers)
    await client.post("/graphql", json={"query": "query Who { viewer { name } }"})
    await client.get("/no/such/path")

    samples = await read(client)

    assert value(samples, "calmony_requests_total", route="/graphql", status="200") in (3, 4)
    assert value(samples, "calmony_requests_total", route="/graphql", status="401") == 1
    assert value(samples, "calmony_requests_total", route="unmatched", status="404") == 1
    assert value(samples, "calmony_request_duration_seconds_count", route="/graphql") == 5
    assert value(samples, "calmony_operation_duration_seconds_count", operation="Who", type="query") == 2
    assert value(samples, "calmony_operation_duration_seconds_count", operation="anonymous", type="query") == 1
    assert value(samples, "calmony_request_statements_sum", route="/graphql") == 1
    assert value(samples, "calmony_request_statements_bucket", route="/graphql", le="0.0") == 4
    assert value(samples, "calmony_refusals_total", code="UNAUTHENTICATED") == 1
    assert value(samples, "calmony_refusals_total", code="GRAPHQL_VALIDATION_FAILED") == 1
    assert value(samples, "calmony_workers") == 1


async def test_metrics_hold_no_key_token_or_address(
    client: httpx.AsyncClient, add_key: AddKey, database: Database
) -> None:
    await save(database, make_customer(email="ada@post.example"))
    key = await add_key()
    headers = {"Authorization": f"Bearer {key.secret}"}
    search = 'query sk_live_abcdefghij { customers(search: "ada@post.example") { nodes { id email } } }'

    await client.post("/graphql", json={"query": search}, headers=headers)
    await client.get("/invoices/ada@post.example.pdf?token=secret", headers=headers)
    await client.get("/ada@post.example", headers=headers)
    text = (await client.get("/metrics")).text

    assert value(parse(text), "calmony_operation_duration_seconds_count", operation="other", type="query") == 1
    assert not [word for word in (key.secret, key.row.id, "sk_live", "ada", "secret", "cus_1", "prj_1") if word in text]


async def test_a_document_is_counted_by_how_it_ended(
    client: httpx.AsyncClient, add_key: AddKey, database: Database, project: Project
) -> None:
    customer = make_customer()
    invoice = make_invoice(customer)
    await save(database, customer, invoice, make_line(invoice))

    headers = {"Authorization": f"Bearer {(await add_key()).secret}"}
    assert (await client.get(f"/invoices/{invoice.id}.pdf", headers=headers)).status_code == 200

    samples = await read(client)
    assert value(samples, "calmony_render_duration_seconds_count", outcome="ok") == 1
    assert value(samples, "calmony_renders_waiting") == 0
    assert value(samples, "calmony_requests_total", route="/invoices/{invoice_id:path}.pdf", status="200") == 1


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (RenderBusy(3), "busy"),
        (RenderTimeout(15.0), "timeout"),
        (RenderFailed("no"), "failed"),
        (asyncio.CancelledError(), "cancelled"),
        (MemoryError(), "failed"),
    ],
)
async def test_a_render_that_fails_is_counted_and_its_error_passed_on(error: BaseException, outcome: str) -> None:
    class FailingPool(RenderPool):
        async def render(self, document: InvoiceContent) -> RenderedPdf:
            raise error

    metrics = Metrics()
    renders = MeasuredRenders(FailingPool(), metrics.observe_render)

    with pytest.raises(type(error)):
        await renders.render(None)  # type: ignore[arg-type]

    assert value(told(metrics), "calmony_render_duration_seconds_count", outcome=outcome) == 1


def test_operation_names_beyond_the_limit_become_other() -> None:
    names = BoundedNames(limit=3)

    labels = [names.label(name) for name in ("A", "B", None, "sk_live_abcdef", "C", "D", "A", "D")]

    assert labels == ["A", "B", "anonymous", "other", "C", "other", "A", "other"]


def test_ten_thousand_operation_names_make_no_more_than_a_hundred_series() -> None:
    metrics = Metrics()

    for number in range(10_000):
        metrics.observe_request(a_record(operation=f"Op{number}", operation_type="query"))

    counts = [labels for name, labels in told(metrics) if name == "calmony_operation_duration_seconds_count"]
    assert len(counts) == 101


def test_the_name_of_an_operation_that_was_not_executed_is_not_kept() -> None:
    metrics = Metrics()

    metrics.observe_request(a_record(operation="Junk", outcome="GRAPHQL_VALIDATION_FAILED"))

    assert b"Junk" not in metrics.tell("")[0]


async def test_openmetrics_is_told_to_whoever_asks_for_it(client: httpx.AsyncClient) -> None:
    plain = await client.get("/metrics")
    open_ = await client.get("/metrics", headers={"Accept": "application/openmetrics-text; version=1.0.0"})

    assert plain.headers["content-type"].startswith("text/plain; version=0.0.4")
    assert open_.headers["content-type"].startswith("application/openmetrics-text; version=1.0.0")
    assert open_.text.endswith("# EOF\n")


async def test_reads_and_write_connections_in_use_are_seen(database: Database) -> None:
    before = (database.reads, database.write_connections)

    async with database.engine.connect():
        during = database.write_connections

    assert (before, during, database.write_connections) == ((0, 0), 1, 0)


def test_a_record_that_can_not_be_counted_takes_no_other_with_it(log_lines: LogLines) -> None:
    metrics = Metrics()
    metrics.observe_request(a_record(seconds="long"))
    metrics.observe_request(a_record())
    metrics.count_requests()

    samples = told(metrics)

    assert value(samples, "calmony_request_duration_seconds_count", route="/graphql") == 1
    assert [line["event"] for line in log_lines()] == ["internal error"]


def test_clients_are_counted_by_name_and_version_within_bounds() -> None:
    metrics = Metrics()
    for number in range(1000):
        metrics.observe_request(a_record(client="shop-web", client_version=str(number)))
    metrics.observe_request(a_record(client="ada@example.com"))

    counted = {
        labels: count for (name, labels), count in told(metrics).items() if name == "calmony_client_requests_total"
    }

    assert counted[frozenset({("client", "shop-web"), ("version", "7")})] == 1
    assert counted[frozenset({("client", "other"), ("version", "other")})] == 901
    assert len(counted) == 101
