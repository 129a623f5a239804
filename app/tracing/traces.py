"""Where spans come from, and where they go."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager

from opentelemetry import context as trace_context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import SERVICE_NAME, Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter
from opentelemetry.trace import Span, SpanKind, Status, StatusCode
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

SERVICE = "calmony-customer-view"
EXPORT_SECONDS = 3

PROPAGATOR = TraceContextTextMapPropagator()


def exporter_to(endpoint: str) -> SpanExporter:
    """OTLP over HTTP to a collector's base URL, as OpenTelemetry's own settings have it."""
    return OTLPSpanExporter(endpoint=f"{endpoint}/v1/traces", timeout=EXPORT_SECONDS)


class Traces:
    """Makes spans and sends them in batches from a thread of its own while `running`.

    Nothing of a request but what its log line tells gets into a span, and of an error only its type.
    """

    def __init__(self, exporter: SpanExporter) -> None:
        self._exporter = exporter
        self._provider = TracerProvider(resource=Resource.create({SERVICE_NAME: SERVICE}), shutdown_on_exit=False)
        self.tracer = self._provider.get_tracer("app")

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Sends what was not sent yet at the end."""
        self._provider.add_span_processor(BatchSpanProcessor(self._exporter))
        try:
            yield
        finally:
            await asyncio.to_thread(self._provider.shutdown)

    @contextmanager
    def span(
        self, name: str, kind: SpanKind = SpanKind.INTERNAL, attributes: Mapping[str, str] | None = None
    ) -> Iterator[Span]:
        """A span around a piece of work, a child of the one around it."""
        with self.tracer.start_as_current_span(
            name, kind=kind, attributes=attributes, record_exception=False, set_status_on_exception=False
        ) as span:
            try:
                yield span
            except BaseException as error:
                mark_failed(span, error)
                raise

    def tell(self) -> dict[str, str]:
        """Names the span around this task, for another process that works at it."""
        told: dict[str, str] = {}
        PROPAGATOR.inject(told)
        return told

    @contextmanager
    def taking_up(self, told: Mapping[str, str]) -> Iterator[None]:
        """Spans within are children of the one that another process told of."""
        token = trace_context.attach(PROPAGATOR.extract(told))
        try:
            yield
        finally:
            trace_context.detach(token)


def mark_failed(span: Span, error: BaseException) -> None:
    """The error's type alone: its text may quote a customer."""
    span.set_attribute("error.type", type(error).__name__)
    span.set_status(Status(StatusCode.ERROR))
