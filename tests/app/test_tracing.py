"""Traces as a collector gets them: real spans over real HTTP."""

import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import httpx
import pytest
from asgi_lifespan import LifespanManager
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from app.factory import create_app
from app.settings import Settings
from models.access.project import Project
from models.access.viewer import Role
from storage.database import Database
from tests.app.conftest import AddKey, Run
from tests.app.test_large_requests import LARGE
from tests.factories import NOW, make_customer, make_invoice, make_line, save

ROOT = Path(__file__).parents[2]
PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
CANCEL = 'mutation Stop { cancelSubscription(input: {subscriptionId: "sub_1"}) { userErrors { code } } }'

Started = Callable[[], Any]


class Collector:
    """An OTLP endpoint that keeps what it is sent."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = Thread(target=self._server.serve_forever, args=(0.01,))
        self._thread.start()

    def spans(self) -> list[Any]:
        requests = [ExportTraceServiceRequest.FromString(body) for body in self.bodies]
        return [span for one in requests for r in one.resource_spans for s in r.scope_spans for span in s.spans]

    def close(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        bodies = self.bodies

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                assert self.path == "/v1/traces"
                bodies.append(self.rfile.read(int(self.headers["content-length"])))
                self.send_response(200)
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                pass

        return Handler


@pytest.fixture
def collector() -> Iterator[Collector]:
    collector = Collector()
    yield collector
    collector.close()


@pytest.fixture
def traced(settings: Settings, collector: Collector) -> Started:
    """`async with traced() as client`: an application that traces; its end sends what is left."""

    @asynccontextmanager
    async def start() -> AsyncIterator[httpx.AsyncClient]:
        app = create_app(settings.model_copy(update={"otlp_endpoint": collector.url}), clock=lambda: NOW)
        async with LifespanManager(app) as manager:
            transport = httpx.ASGITransport(app=manager.app)
            async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
                yield client

    return start


def attributes(span: Any) -> dict[str, Any]:
    return {each.key: getattr(each.value, each.value.WhichOneof("value")) for each in span.attributes}


def one(spans: list[Any], name: str) -> Any:
    [span] = [span for span in spans if span.name == name]
    return span


async def test_a_request_is_a_span_with_its_statements_below_it(
    traced: Started, collector: Collector, add_key: AddKey, log_lines: Callable[[], list[dict[str, Any]]]
) -> None:
    headers = {"Authorization": f"Bearer {(await add_key()).secret}", "traceparent": PARENT}

    async with traced() as client:
        await client.post("/graphql", json={"query": "query Who { viewer { name } }"}, headers=headers)

    request = one(collector.spans(), "POST /graphql")
    assert attributes(request) == {
        "http.request.method": "POST",
        "http.route": "/graphql",
        "http.response.status_code": 200,
        "graphql.operation.name": "Who",
        "graphql.operation.type": "query",
        "calmony.outcome": "ok",
    } | ({"calmony.cost": 0} if "calmony.cost" in attributes(request) else {})
    assert (request.trace_id.hex(), request.parent_span_id.hex()) == tuple(PARENT.split("-")[1:3])
    [statement] = [span for span in collector.spans() if span.parent_span_id == request.span_id]
    assert statement.name == "SELECT"
    assert "FROM api_key" in attributes(statement)["db.query.text"]
    [line] = [line for line in log_lines() if line["event"] == "request"]
    assert line["trace_id"] == request.trace_id.hex()


@pytest.mark.one_database
async def test_statements_of_another_process_stand_below_the_request_too(
    traced: Started, collector: Collector, add_key: AddKey, database: Database
) -> None:
    await save(database, make_customer())
    headers = {"Authorization": f"Bearer {(await add_key()).secret}"}

    async with traced() as client:
        await client.post("/graphql", json={"query": LARGE}, headers=headers)

    request = one(collector.spans(), "POST /graphql")
    below = [span for span in collector.spans() if span.parent_span_id == request.span_id]
    assert {span.trace_id for span in below} == {request.trace_id}
    # The key, here; the customers, their payments and how many these are, there.
    assert len(below) == 4


async def test_a_change_and_a_document_are_traced_too(
    traced: Started, collector: Collector, add_key: AddKey, database: Database, project: Project
) -> None:
    customer = make_customer()
    invoice = make_invoice(customer)
    await save(database, customer, invoice, make_line(invoice))
    headers = {"Authorization": f"Bearer {(await add_key(role=Role.OPERATOR)).secret}"}

    async with traced() as client:
        await client.post("/graphql", json={"query": CANCEL}, headers=headers)
        await client.get(f"/invoices/{invoice.id}.pdf", headers=headers)

    spans = collector.spans()
    change, document = one(spans, "POST /graphql"), one(spans, "GET /invoices/{invoice_id:path}.pdf")
    assert one(spans, "render invoice").parent_span_id == document.span_id
    # Those of the ORM's sessions are children of the same request.
    assert len([span for span in spans if span.parent_span_id == change.span_id]) > 1
    assert attributes(change)["graphql.operation.type"] == "mutation"
    assert all(span.end_time_unix_nano >= span.start_time_unix_nano > 0 for span in spans)


async def test_spans_hold_nothing_personal_and_no_secret(
    traced: Started, collector: Collector, add_key: AddKey, database: Database, project: Project
) -> None:
    await save(database, make_customer(email="ada@post.example", name="Ada Lovelace"))
    key = await add_key()
    headers = {"Authorization": f"Bearer {key.secret}"}
    search = 'query sk_live_abcdefghij { customers(search: "ada@post.example") { nodes { id email } } }'

    async with traced() as client:
        await client.post("/graphql", json={"query": search}, headers=headers)
        await client.get("/ada@post.example?token=hush", headers=headers)
        await client.get("/invoices/ada@post.example.pdf?token=hush")

    sent = b"".join(collector.bodies)
    assert len(collector.spans()) >= 5
    assert not [word for word in (key.secret, "sk_live_a", "ada@", "Lovelace", "hush") if word.encode() in sent]


async def test_a_failure_inside_is_an_error_by_its_type_alone(
    traced: Started, collector: Collector, add_key: AddKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    headers = {"Authorization": f"Bearer {(await add_key()).secret}"}

    async def fail(*_: Any) -> None:
        raise LookupError("no customer ada@post.example")

    async with traced() as client:
        monkeypatch.setattr("app.keys.authenticator.Authenticator.authenticate", fail)
        answer = await client.post("/graphql", json={"query": "{ viewer { name } }"}, headers=headers)

    request = one(collector.spans(), "POST /graphql")
    assert answer.status_code == 500
    assert attributes(request)["http.response.status_code"] == 500
    assert attributes(request)["error.type"] == "LookupError"
    assert not request.events
    assert b"ada@" not in b"".join(collector.bodies)


@pytest.mark.parametrize(
    "given", ["", "00-zz-b7ad6b7169203331-01", "x" * 5000, "00-" + "0" * 32 + "-" + "0" * 16 + "-01"]
)
async def test_a_damaged_traceparent_begins_a_trace_of_its_own(
    given: str, traced: Started, collector: Collector
) -> None:
    async with traced() as client:
        assert (await client.get("/healthz", headers={"traceparent": given})).status_code == 200

    request = one(collector.spans(), "GET /healthz")
    assert len(request.trace_id) == 16
    assert not request.parent_span_id


def test_without_the_setting_opentelemetry_is_not_imported() -> None:
    code = "import sys, app.factory, app.settings as s; app.factory.create_app(s.read_settings())"
    code += "; print([name for name in sys.modules if name.startswith('opentelemetry')])"

    said = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)

    assert said.stdout.strip() == "[]"


@pytest.mark.parametrize("workers", ["1", "2"])
def test_where_the_packages_are_missing_serve_says_so_in_one_line_and_ends(
    workers: str, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CALMONY_OTLP_ENDPOINT", "http://127.0.0.1:4318")
    monkeypatch.setitem(sys.modules, "app.tracing.traces", None)

    refused = run("serve", "--port", "0", "--workers", workers)

    assert refused.exit_code == 1
    assert refused.stderr == (
        "Error: CALMONY_OTLP_ENDPOINT is set, but traces need packages that are not installed: "
        "install the extra 'tracing'.\n"
    )
