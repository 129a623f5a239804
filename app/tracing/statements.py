"""A span for each SQL statement, with its text, which holds no values."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from opentelemetry.trace import Span, SpanKind
from sqlalchemy import event

from app.tracing.traces import Traces, mark_failed
from storage.database import Database

_SPAN = "calmony_span"


@contextmanager
def tracing_statements(traces: Traces, database: Database) -> Iterator[None]:
    """Traces what the database runs as long as the context lasts."""
    spans = _StatementSpans(traces, database.dialect.name)
    listeners = (
        ("before_cursor_execute", spans.begin),
        ("after_cursor_execute", spans.end),
        ("handle_error", spans.fail),
    )
    database.around_read = spans.around
    for name, listener in listeners:
        event.listen(database.engine.sync_engine, name, listener)
    yield


class _StatementSpans:
    def __init__(self, traces: Traces, dialect: str) -> None:
        self._traces = traces
        self._dialect = dialect

    def around(self, sql: str) -> AbstractContextManager[Span]:
        """A read on the driver itself."""
        return self._traces.span(_name(sql), SpanKind.CLIENT, self._attributes(sql))

    def begin(self, _connection: Any, _cursor: Any, sql: str, _values: Any, context: Any, _many: bool) -> None:
        """A statement of SQLAlchemy's, which keeps the span with the statement until it has run."""
        span = self._traces.tracer.start_span(_name(sql), kind=SpanKind.CLIENT, attributes=self._attributes(sql))
        setattr(context, _SPAN, span)

    def end(self, _connection: Any, _cursor: Any, _sql: str, _values: Any, context: Any, _many: bool) -> None:
        """Ends the span of a statement that has run."""
        getattr(context, _SPAN).end()

    def fail(self, failure: Any) -> None:
        """Ends the span with the error of the statement, or of the code around it."""
        span: Span | None = getattr(failure.execution_context, _SPAN, None)
        if span is not None and span.is_recording():
            mark_failed(span, failure.original_exception)
            span.end()

    def _attributes(self, sql: str) -> dict[str, str]:
        return {"db.system.name": self._dialect, "db.query.text": sql}


def _name(sql: str) -> str:
    return sql.split(None, 1)[0].upper()
