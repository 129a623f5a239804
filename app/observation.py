"""What watches the service: metrics always, traces when they are wanted."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.middleware import Middleware

from app.logs.requests import RequestLog
from app.metrics.measures import Metrics
from app.metrics.samples import Pools, sampling
from app.rendering.watched_renders import WatchedRenders
from app.settings import Settings, shared_metrics_folder
from app.tracing.opening import open_traces
from pdf.workers.pool import RenderPool
from storage.database import Database
from storage.statement_count import count_statement

if TYPE_CHECKING:
    from app.tracing.traces import Traces


@dataclass(frozen=True, slots=True)
class Observation:
    """One application's metrics and traces."""

    metrics: Metrics
    traces: "Traces | None"

    def middleware(self) -> list[Middleware]:
        """What stands around everything else, outermost first."""
        log = Middleware(RequestLog, observe=self.metrics.observe_request)
        if self.traces is None:
            return [log]
        from app.tracing.requests import RequestTraces

        return [log, Middleware(RequestTraces, traces=self.traces)]

    @asynccontextmanager
    async def watching(self, database: Database, pool: RenderPool) -> AsyncIterator[WatchedRenders]:
        """The pool, watched; the database is watched too for as long as the context lasts."""
        database.observers.append(count_statement)
        async with AsyncExitStack() as stack:
            if self.traces is None:
                renders = WatchedRenders(pool, self.metrics.observe_render)
            else:
                from app.tracing.statements import tracing_statements

                await stack.enter_async_context(self.traces.running())
                stack.enter_context(tracing_statements(self.traces, database))
                renders = WatchedRenders(pool, self.metrics.observe_render, self.traces.span)
            await stack.enter_async_context(sampling(self.metrics, Pools(database, renders)))
            yield renders


def open_observation(settings: Settings) -> Observation:
    """Raises UserError when traces are wanted and can't be had."""
    return Observation(Metrics(shared_metrics_folder()), open_traces(settings))
