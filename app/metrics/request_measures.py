"""What is measured of requests: how many, how long they took, what they ran."""

from typing import NamedTuple

from prometheus_client import CollectorRegistry, Counter, Histogram

from app.logs.failures import log_failure
from app.logs.outcomes import ERRORS, OK
from app.logs.record import RequestRecord
from app.metrics.bounded_names import OTHER, BoundedNames

# Seconds. A warm page takes single milliseconds; an execution ends at ten seconds.
REQUEST_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
STATEMENT_BUCKETS = (0, 1, 2, 3, 5, 8, 13, 21, 34, 55, 89)

UNMATCHED = "unmatched"

# Counted one after the other, requests take half as long: the code and its data are in the processor's caches.
BATCH = 50


class _Answers(NamedTuple):
    """The measures of one route and status."""

    requests: Counter
    seconds: Histogram
    statements: Histogram


class RequestMeasures:
    """The measures of requests in one registry."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._names = BoundedNames()
        self._clients = BoundedNames()
        self._ended: list[RequestRecord] = []
        # Finding a measure by its labels costs more than counting with it.
        self._answers: dict[tuple[str | None, int], _Answers] = {}
        self._operations: dict[tuple[str, str], Histogram] = {}
        self._executed: dict[str, Counter] = {}
        self._requests = Counter("calmony_requests", "HTTP requests answered.", ("route", "status"), registry=registry)
        self._request_seconds = _durations(
            "calmony_request_duration_seconds", "How long HTTP requests took.", ("route",), registry
        )
        self._operation_seconds = _durations(
            "calmony_operation_duration_seconds",
            "How long requests took whose GraphQL operation was executed.",
            ("operation", "type"),
            registry,
        )
        self._executions = Counter(
            "calmony_operations",
            "GraphQL operations answered, by a plan or by the resolvers.",
            ("execution",),
            registry=registry,
        )
        self._statements = Histogram(
            "calmony_request_statements",
            "SQL statements of a request.",
            ("route",),
            registry=registry,
            buckets=STATEMENT_BUCKETS,
        )
        self._client_requests = Counter(
            "calmony_client_requests",
            "GraphQL requests by what their client calls itself.",
            ("client", "version"),
            registry=registry,
        )
        self._refusals = Counter(
            "calmony_refusals", "Requests by the code of their first error.", ("code",), registry=registry
        )

    def observe(self, record: RequestRecord) -> None:
        """Takes note of a request that has ended."""
        self._ended.append(record)
        if len(self._ended) >= BATCH:
            self.count()

    def count(self) -> None:
        """Counts the requests that were noted. Their answers are sent already: what fails here is only logged."""
        ended, self._ended = self._ended, []
        for record in ended:
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
            self._execution(record.execution).inc()
        if record.client is not None:
            self._client_requests.labels(*self._client(record.client, record.client_version or "")).inc()
        if record.outcome not in (OK, ERRORS):
            self._refusals.labels(record.outcome).inc()

    def _client(self, name: str, version: str) -> tuple[str, str]:
        # One bound for the pairs, because a name may come with any number of versions.
        return (OTHER, OTHER) if self._clients.label(f"{name} {version}") == OTHER else (name, version)

    def _execution(self, execution: str) -> Counter:
        found = self._executed.get(execution)
        if found is None:
            found = self._executed[execution] = self._executions.labels(execution)
        return found

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


def _durations(name: str, documentation: str, labels: tuple[str, ...], registry: CollectorRegistry) -> Histogram:
    return Histogram(name, documentation, labels, registry=registry, buckets=REQUEST_BUCKETS)
