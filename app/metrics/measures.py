"""What is measured, and how it is told."""

from pathlib import Path
from typing import NamedTuple

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.exposition import choose_encoder
from prometheus_client.multiprocess import MultiProcessCollector

from app.logs.failures import log_failure
from app.logs.outcomes import ERRORS, OK
from app.logs.record import RequestRecord
from app.metrics.operation_names import OperationNames

# Seconds. A warm page takes single milliseconds; an execution ends at ten seconds, a render at fifteen.
REQUEST_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
RENDER_BUCKETS = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15, 30)
STATEMENT_BUCKETS = (0, 1, 2, 3, 5, 8, 13, 21, 34, 55, 89)

UNMATCHED = "unmatched"


class _Answers(NamedTuple):
    """The measures of one route and status."""

    requests: Counter
    seconds: Histogram
    statements: Histogram


class Metrics:
    """The measures of one process, in a registry of its own.

    With a `shared` folder this process writes its values there and tells those of every process that does;
    prometheus_client must then have been imported with the folder in PROMETHEUS_MULTIPROC_DIR.
    """

    def __init__(self, shared: Path | None = None) -> None:
        own = CollectorRegistry()
        self._told = own if shared is None else _registry_of(shared)
        self._names = OperationNames()
        # Finding a measure by its labels costs more than counting with it.
        self._answers: dict[tuple[str | None, int], _Answers] = {}
        self._operations: dict[tuple[str, str], Histogram] = {}
        self._requests = Counter("calmony_requests", "HTTP requests answered.", ("route", "status"), registry=own)
        self._request_seconds = Histogram(
            "calmony_request_duration_seconds",
            "How long HTTP requests took.",
            ("route",),
            registry=own,
            buckets=REQUEST_BUCKETS,
        )
        self._operation_seconds = Histogram(
            "calmony_operation_duration_seconds",
            "How long requests took whose GraphQL operation was executed.",
            ("operation", "type"),
            registry=own,
            buckets=REQUEST_BUCKETS,
        )
        self._executions = Counter(
            "calmony_operations",
            "GraphQL operations answered, by a plan or by the resolvers.",
            ("execution",),
            registry=own,
        )
        self._statements = Histogram(
            "calmony_request_statements",
            "SQL statements of a request.",
            ("route",),
            registry=own,
            buckets=STATEMENT_BUCKETS,
        )
        self._refusals = Counter(
            "calmony_refusals", "Requests by the code of their first error.", ("code",), registry=own
        )
        self._sign_ins = Counter(
            "calmony_sign_ins", "Operators' sign-ins by how they ended.", ("outcome",), registry=own
        )
        self._render_seconds = Histogram(
            "calmony_render_duration_seconds",
            "How long the PDF of an invoice took, waiting included, by how it ended.",
            ("outcome",),
            registry=own,
            buckets=RENDER_BUCKETS,
        )
        self._documents = Counter(
            "calmony_documents", "PDFs of invoices by where they came from.", ("outcome",), registry=own
        )
        self.renders_waiting = _gauge("calmony_renders_waiting", "Invoices that wait for a render process.", own)
        self.reads = _gauge("calmony_database_reads", "Reads that run or wait for a connection.", own)
        self.write_connections = _gauge("calmony_database_write_connections", "Connections in use for writes.", own)
        self.workers = _gauge("calmony_workers", "Processes that serve.", own)

    def observe_request(self, record: RequestRecord) -> None:
        """Counts a request that has ended. Its answer is sent already: what fails here is only logged."""
        try:
            self._count(record)
        except Exception as error:
            log_failure(error)

    def _count(self, record: RequestRecord) -> None:
        answers = self._answers.get((record.route, record.status)) or self._begin_answers(record)
        answers.requests.inc()
        answers.seconds.observe(record.seconds)
        answers.statements.observe(record.statements)
        if record.operation_type is not None:
            self._operation(self._names.label(record.operation), record.operation_type).observe(record.seconds)
        if record.execution is not None:
            self._executions.labels(record.execution).inc()
        if record.outcome not in (OK, ERRORS):
            self._refusals.labels(record.outcome).inc()

    def observe_render(self, outcome: str, seconds: float) -> None:
        """Counts a document that was made or was not."""
        self._render_seconds.labels(outcome).observe(seconds)

    def observe_sign_in(self, outcome: str) -> None:
        """Counts an attempt to sign in."""
        self._sign_ins.labels(outcome).inc()

    def observe_document(self, outcome: str) -> None:
        """Counts a document that was served from the store, or made."""
        self._documents.labels(outcome).inc()

    def tell(self, accept: str) -> tuple[bytes, str]:
        """The text for whoever accepts this, and its content type, of what was counted so far."""
        encode, content_type = choose_encoder(accept)
        return encode(self._told), content_type

    def _operation(self, name: str, kind: str) -> Histogram:
        found = self._operations.get((name, kind))
        if found is None:
            found = self._operations[name, kind] = self._operation_seconds.labels(name, kind)
        return found

    def _begin_answers(self, record: RequestRecord) -> _Answers:
        route = record.route or UNMATCHED
        answers = self._answers[record.route, record.status] = _Answers(
            self._requests.labels(route, record.status),
            self._request_seconds.labels(route),
            self._statements.labels(route),
        )
        return answers


def _registry_of(shared: Path) -> CollectorRegistry:
    registry = CollectorRegistry(support_collectors_without_names=True)
    MultiProcessCollector(registry, str(shared))  # type: ignore[no-untyped-call]
    return registry


def _gauge(name: str, documentation: str, registry: CollectorRegistry) -> Gauge:
    # Of several processes the sum, of those alone that live.
    return Gauge(name, documentation, registry=registry, multiprocess_mode="livesum")
