"""Around every request: its id, its record and log line, and a masked answer when it fails inside."""

import asyncio
import os
import re
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import structlog
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.logs.failures import log_failure
from app.logs.outcomes import note_outcome, outcome_of
from app.logs.record import RequestRecord, route_of
from app.retry_after import RETRY_AFTER_SECONDS
from dashboard.page.error_pages import is_page, refusal_page
from engine.errors import UNAVAILABLE, error_body, internal_error
from storage.request_notes import begin_notes
from storage.statement_count import begin_statement_count

REQUEST_ID = "X-Request-ID"
# nginx's status for a request whose client went away before there was an answer.
CLIENT_GONE = 499

_REQUEST_ID = REQUEST_ID.lower().encode()
_SANE_ID = re.compile(r"[0-9A-Za-z._-]{1,64}")

log = structlog.stdlib.get_logger(__name__)


class RequestLog:
    """ASGI middleware. What is noted while a request runs stands in its line too.

    `observe` is given the record of each request when it has ended.
    """

    def __init__(self, app: ASGIApp, observe: Callable[[RequestRecord], None] | None = None) -> None:
        self._app = app
        self._observe = observe

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        """Passes what is not HTTP through untouched."""
        return (self._answer if scope["type"] == "http" else self._app)(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = time.perf_counter()
        request_id = _request_id(scope)
        answer = _Answer(send, request_id)
        notes = begin_notes(request_id=request_id)
        statements = begin_statement_count()
        try:
            await self._app(scope, receive, answer.send)
        except Exception as error:
            await _mask(error, answer, scope, receive)
        except asyncio.CancelledError:
            # Only the server cancels requests, when it stops and the grace period is over.
            if answer.status is not None:
                raise
            await _turn_away(answer, scope, receive)
        finally:
            seconds = time.perf_counter() - started
            record = _record(scope, answer.status or CLIENT_GONE, seconds, statements.total, notes)
            _write_line(record)
            if self._observe is not None:
                self._observe(record)


def _request_id(scope: Scope) -> str:
    for name, value in scope["headers"]:
        # If the header is repeated, the first one counts.
        if name == _REQUEST_ID:
            given = value.decode("latin-1")
            if _SANE_ID.fullmatch(given):
                return str(given)
            break
    # A random id costs a third of a sortable one.
    return f"req_{os.urandom(12).hex()}"


class _Answer:
    def __init__(self, send: Send, request_id: str) -> None:
        self._send = send
        self._header = (_REQUEST_ID, request_id.encode())
        self.status: int | None = None

    def send(self, message: Message) -> Awaitable[None]:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            message = {**message, "headers": [*message.get("headers", ()), self._header]}
        return self._send(message)


async def _mask(error: Exception, answer: _Answer, scope: Scope, receive: Receive) -> None:
    error_id = log_failure(error)
    body = {"errors": [internal_error(error_id)]}
    note_outcome(body)
    # An answer already begun stays unfinished: the server then closes the connection.
    if answer.status is None:
        masked: Response = JSONResponse(body, 500, {"Cache-Control": "no-store"})
        if is_page(scope["path"]):
            masked = refusal_page(500, f"It has been logged as {error_id}. Please try again.")
        await masked(scope, receive, answer.send)


async def _turn_away(answer: _Answer, scope: Scope, receive: Receive) -> None:
    body = error_body("The service is stopping.", UNAVAILABLE)
    note_outcome(body)
    headers = {"Cache-Control": "no-store", "Retry-After": RETRY_AFTER_SECONDS}
    await JSONResponse(body, status_code=503, headers=headers)(scope, receive, answer.send)


def _record(scope: Scope, status: int, seconds: float, statements: int, notes: Mapping[str, Any]) -> RequestRecord:
    return RequestRecord(
        method=scope["method"],
        route=route_of(scope),
        status=status,
        seconds=seconds,
        statements=statements,
        outcome=outcome_of(notes, status),
        operation=notes.get("operation"),
        operation_type=notes.get("operation_type"),
        execution=notes.get("execution"),
        client=notes.get("client"),
        client_version=notes.get("client_version"),
    )


def _write_line(record: RequestRecord) -> None:
    # The client, the operation, its type and cost, and the key's id are among the request's notes.
    log.info(
        "request",
        method=record.method,
        route=record.route,
        status=record.status,
        duration_ms=round(record.seconds * 1000, 1),
        statements=record.statements,
        outcome=record.outcome,
    )
