"""The measures of a process, and how Prometheus reads them."""

from pathlib import Path

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.exposition import choose_encoder
from prometheus_client.multiprocess import MultiProcessCollector

from app.logs.record import RequestRecord
from app.metrics.request_measures import RequestMeasures

# Seconds. A render ends at fifteen.
RENDER_BUCKETS = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15, 30)


class Metrics:
    """The measures of one process, in a registry of its own.

    With a `shared` folder this process writes its values there and tells those of every process that does;
    prometheus_client must then have been imported with the folder in PROMETHEUS_MULTIPROC_DIR.
    """

    def __init__(self, shared: Path | None = None) -> None:
        own = CollectorRegistry()
        self._told = own if shared is None else _registry_of(shared)
        self._requests = RequestMeasures(own)
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
        self._ended_connections = Counter(
            "calmony_connections_ended",
            "Connections refused, or ended before their clients did.",
            ("reason",),
            registry=own,
        )
        self._manifests = Counter(
            "calmony_trusted_manifests",
            "Changed manifests of trusted documents, by whether they were read.",
            ("outcome",),
            registry=own,
        )
        self._failed_upkeep = Counter(
            "calmony_upkeep_failures", "What upkeep could not do, and tries again.", ("failure",), registry=own
        )
        self.connections = _gauge("calmony_connections", "Connections of clients.", own)
        self.renders_waiting = _gauge("calmony_renders_waiting", "Invoices that wait for a render process.", own)
        self.reads = _gauge("calmony_database_reads", "Reads that run or wait for a connection.", own)
        self.write_connections = _gauge("calmony_database_write_connections", "Connections in use for writes.", own)
        self.workers = _gauge("calmony_workers", "Processes that serve.", own)

    def observe_request(self, record: RequestRecord) -> None:
        """Takes note of a request that has ended; it is counted with others, at the latest when somebody asks."""
        self._requests.observe(record)

    def count_requests(self) -> None:
        """Counts the requests that were noted."""
        self._requests.count()

    def observe_render(self, outcome: str, seconds: float) -> None:
        """Counts a PDF that was rendered, or failed to."""
        self._render_seconds.labels(outcome).observe(seconds)

    def observe_sign_in(self, outcome: str) -> None:
        """Counts an attempt to sign in."""
        self._sign_ins.labels(outcome).inc()

    def observe_document(self, outcome: str) -> None:
        """Counts a PDF that was served from the store, or rendered."""
        self._documents.labels(outcome).inc()

    def observe_manifest(self, outcome: str) -> None:
        """Counts a changed manifest that was read or refused."""
        self._manifests.labels(outcome).inc()

    def observe_failed_upkeep(self, failure: str) -> None:
        """Counts what upkeep could not do, in words."""
        self._failed_upkeep.labels(failure).inc()

    def observe_ended_connection(self, reason: str) -> None:
        """Counts a connection that was refused or ended."""
        self._ended_connections.labels(reason).inc()

    def tell(self, accept: str) -> tuple[bytes, str]:
        """The text for whoever accepts this, and its content type, of what was counted so far."""
        encode, content_type = choose_encoder(accept)
        return encode(self._told), content_type


def _registry_of(shared: Path) -> CollectorRegistry:
    registry = CollectorRegistry(support_collectors_without_names=True)
    MultiProcessCollector(registry, str(shared))  # type: ignore[no-untyped-call]
    return registry


def _gauge(name: str, documentation: str, registry: CollectorRegistry) -> Gauge:
    # The sum over all live processes.
    return Gauge(name, documentation, registry=registry, multiprocess_mode="livesum")
