"""Each guard by itself, and the work that would be left without it."""

from collections.abc import Mapping
from typing import Any, NamedTuple, cast

import orjson
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from app.documents.limits import limits_of
from app.documents.persisted_documents import open_persisted_documents
from app.http.accept import choose_media_type
from app.http.csrf import refuse_cross_site
from app.http.graphql_request import read_request
from app.http.security_headers import SecurityHeaders
from app.keys.authenticator import Authenticator
from app.logs.outcomes import note_outcome
from app.logs.record import RequestRecord
from app.logs.requests import RequestLog
from app.metrics.measures import Metrics
from app.rates.admission import Admission
from app.rates.rates import Rates
from app.settings import Settings
from benchmarks.guards.asgi import make_receive, make_scope
from benchmarks.guards.rounds import Work
from engine.executor import Executor
from engine.operation_notes import note_operation, note_requested_name
from engine.persisted.parameters import RequestParameters
from engine.persisted.trusted import TrustedDocuments
from models.access.viewer import Viewer
from storage.concurrency.time_limit import with_time_limit

KEY = "sk_live_abcdefghijklmnopqrstuvwxyz012345"


class Part(NamedTuple):
    """One guard's work, and the work that stays without it."""

    guarded: Work
    unguarded: Work


class _KnownKey:
    """Takes the place of the authenticator, because its statement does not count as a guard."""

    def __init__(self, viewer: Viewer) -> None:
        self._viewer = viewer

    async def authenticate(self, _header: str | None) -> Viewer:
        return self._viewer


class Parts:
    """The parts for one document and its variables."""

    def __init__(self, settings: Settings, rates: Rates, viewer: Viewer, text: str, variables: dict[str, Any]) -> None:
        self._settings = settings
        self._rates = rates
        self._viewer = viewer
        self._asked = RequestParameters(query=text, variables=variables, operation_name=None)
        self._body = orjson.dumps({"query": text, "variables": variables})
        self._executor = Executor(limits_of(settings))
        self._persisted = open_persisted_documents(settings, self._executor.documents, TrustedDocuments())

    def around_execution(self) -> Mapping[str, Part]:
        """The guards around the executor."""
        known = _KnownKey(self._viewer)
        admission = Admission(cast("Authenticator", known), self._rates)
        metrics = Metrics()
        record = RequestRecord("POST", "/graphql", 200, 0.004, 7, "ok", "CustomerPage", "query")

        async def observe() -> None:
            metrics.observe_request(record)

        return {
            "admission, rate by key": Part(
                lambda: admission.admit(f"Bearer {KEY}", "127.0.0.1"), lambda: known.authenticate("")
            ),
            "HTTP checks and reading": Part(self._read_checked, self._read),
            "document choice, rate by cost": Part(self._choose, _nothing),
            "security headers": Part(_asked(SecurityHeaders(_answer, self._settings)), _asked(_answer)),
            "request id, log line": Part(_asked(RequestLog(_answer)), _asked(_answer)),
            "metrics": Part(observe, _nothing),
        }

    def in_execution(self) -> Mapping[str, Part]:
        """The guards in the executor, which both sides of the end-to-end comparison contain."""
        return {"cost, notes, time limit": Part(self._limit, _nothing)}

    async def _read(self) -> None:
        orjson.loads(await Request(make_scope(KEY, len(self._body)), make_receive(self._body)).body())

    async def _read_checked(self) -> None:
        request = Request[Any](make_scope(KEY, len(self._body)), make_receive(self._body))
        choose_media_type(request.headers.get("accept"))
        refuse_cross_site(request, "127.0.0.1:8000")
        note_requested_name((await read_request(request, self._settings.max_body_bytes)).operation_name)

    async def _choose(self) -> None:
        await self._persisted.to_request(self._asked, self._viewer.project_id)
        await self._rates.keys.costs.spend(self._viewer.credential_id, 40)

    async def _limit(self) -> None:
        document = self._executor.documents.get(self._asked.query or "")
        operation = document.operation(None)
        note_operation(operation.name, operation.kind, operation.cost.of(self._asked.variables or {}))
        await with_time_limit(_nothing(), 10)


async def _nothing() -> None: ...


async def _answer(_scope: Scope, _receive: Receive, send: Send) -> None:
    note_outcome({"data": None})
    headers = [(b"content-length", b"2"), (b"content-type", b"application/json; charset=utf-8")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"{}"})


def _asked(app: ASGIApp) -> Work:
    async def discard(_message: Any) -> None: ...

    return lambda: app(make_scope(KEY, 0), make_receive(b""), discard)
