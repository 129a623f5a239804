"""A span for each HTTP request."""

from typing import Any

from opentelemetry.trace import Span, SpanKind, Status, StatusCode, format_trace_id
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.logs.outcomes import outcome_of
from app.logs.record import route_of
from app.logs.redaction import redact
from app.tracing.traces import PROPAGATOR, Traces, mark_failed
from storage.request_notes import note, noted

KNOWN_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class RequestTraces:
    """ASGI middleware inside RequestLog, whose lines name the trace. A `traceparent` of the client's is taken up."""

    def __init__(self, app: ASGIApp, traces: Traces) -> None:
        self._app = app
        self._traces = traces

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes what is not HTTP through untouched."""
        if scope["type"] == "http":
            await self._trace(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _trace(self, scope: Scope, receive: Receive, send: Send) -> None:
        status = 0

        async def note_status(message: Message) -> None:
            nonlocal status
            status = message.get("status", status)
            await send(message)

        with self._traces.tracer.start_as_current_span(
            "request",
            context=PROPAGATOR.extract(_parents(scope)),
            kind=SpanKind.SERVER,
            record_exception=False,
            set_status_on_exception=False,
        ) as span:
            note(trace_id=format_trace_id(span.get_span_context().trace_id))
            try:
                await self._app(scope, receive, note_status)
            except BaseException as error:
                # RequestLog answers with 500 if there is no answer yet.
                status = status or 500
                mark_failed(span, error)
                raise
            finally:
                _describe(span, scope, status)


def _parents(scope: Scope) -> dict[str, str]:
    headers = Headers(scope=scope)
    return {name: headers[name] for name in ("traceparent", "tracestate") if name in headers}


def _describe(span: Span, scope: Scope, status: int) -> None:
    if not span.is_recording():
        return
    notes, route = noted(), route_of(scope)
    method = scope["method"] if scope["method"] in KNOWN_METHODS else "_OTHER"
    span.update_name(f"{method} {route}" if route else method)
    told: dict[str, Any] = {
        "http.request.method": method,
        "http.route": route,
        "http.response.status_code": status or None,
        "graphql.operation.name": _redacted(notes.get("operation")),
        "graphql.operation.type": notes.get("operation_type"),
        "calmony.outcome": outcome_of(notes, status),
        "calmony.cost": notes.get("cost"),
    }
    span.set_attributes({name: value for name, value in told.items() if value is not None})
    if status >= 500:
        span.set_status(Status(StatusCode.ERROR))


def _redacted(name: str | None) -> str | None:
    return None if name is None else redact(name)
