"""The service's telemetry: metrics always, traces if the settings ask for them."""

from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.middleware import Middleware

from app.logs.requests import RequestLog
from app.metrics.measured_renders import MeasuredRenders
from app.metrics.measures import Metrics
from app.settings import Settings, shared_metrics_folder
from app.tracing.opening import open_traces
from app.tracing.watching import watch_statements
from pdf.workers.pool import RenderPool
from storage.database import Database

if TYPE_CHECKING:
    from app.tracing.traces import Traces


@dataclass(frozen=True, slots=True)
class Telemetry:
    """One application's metrics and traces."""

    metrics: Metrics
    traces: "Traces | None"

    def middleware(self) -> list[Middleware]:
        """The middleware that logs, measures and traces each request, outermost first."""
        log = Middleware(RequestLog, observe=self.metrics.observe_request)
        if self.traces is None:
            return [log]
        from app.tracing.requests import RequestTraces

        return [log, Middleware(RequestTraces, traces=self.traces)]

    def watch(self, database: Database) -> AbstractAsyncContextManager[None]:
        """Counts the database's statements, and traces them where traces are wanted."""
        return watch_statements(database, self.traces)

    @property
    def tell_trace(self) -> Callable[[], Mapping[str, str]]:
        """Names the trace that a task belongs to, for another process; nothing without traces."""
        return dict if self.traces is None else self.traces.tell

    def measured(self, pool: RenderPool) -> MeasuredRenders:
        """The pool, with each of its renders measured, and traced where traces are wanted."""
        around = nullcontext if self.traces is None else self.traces.span
        return MeasuredRenders(pool, self.metrics.observe_render, around)


def open_telemetry(settings: Settings) -> Telemetry:
    """Raises UserError when traces are wanted but their packages are missing."""
    return Telemetry(Metrics(shared_metrics_folder()), open_traces(settings))
