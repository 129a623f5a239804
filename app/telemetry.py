"""The service's telemetry: metrics always, traces if the settings ask for them."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.middleware import Middleware

from app.logs.requests import RequestLog
from app.measured_renders import MeasuredRenders
from app.metrics.measures import Metrics
from app.settings import Settings, shared_metrics_folder
from app.tracing.opening import open_traces
from pdf.workers.pool import RenderPool
from storage.database import Database
from storage.statement_count import count_statement

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

    @asynccontextmanager
    async def watch(self, database: Database) -> AsyncIterator[None]:
        """Counts the database's statements, and traces them where traces are wanted."""
        database.observers.append(count_statement)
        async with AsyncExitStack() as stack:
            if self.traces is not None:
                from app.tracing.statements import tracing_statements

                await stack.enter_async_context(self.traces.running())
                stack.enter_context(tracing_statements(self.traces, database))
            yield

    def measured(self, pool: RenderPool) -> MeasuredRenders:
        """The pool, with each of its renders measured, and traced where traces are wanted."""
        around = nullcontext if self.traces is None else self.traces.span
        return MeasuredRenders(pool, self.metrics.observe_render, around)


def open_telemetry(settings: Settings) -> Telemetry:
    """Raises UserError when traces are wanted but their packages are missing."""
    return Telemetry(Metrics(shared_metrics_folder()), open_traces(settings))
