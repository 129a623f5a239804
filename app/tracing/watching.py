"""Counts the statements of a database, and traces them where traces are wanted."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING

from storage.database import Database
from storage.statement_count import count_statement

if TYPE_CHECKING:
    from app.tracing.traces import Traces


@asynccontextmanager
async def watch_statements(database: Database, traces: "Traces | None") -> AsyncIterator[None]:
    """As long as the context lasts; what was traced is sent at its end."""
    database.observers.append(count_statement)
    async with AsyncExitStack() as stack:
        if traces is not None:
            from app.tracing.statements import tracing_statements

            await stack.enter_async_context(traces.running())
            stack.enter_context(tracing_statements(traces, database))
        yield
