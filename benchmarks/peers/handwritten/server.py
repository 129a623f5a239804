"""The application: a key is looked up for each request and a line written, as the service does it."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import orjson
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.logs.requests import RequestLog
from benchmarks.peers.handwritten.answers import Answer, answer_list, answer_page
from benchmarks.peers.handwritten.reads import open_reads
from models.access.api_key import KEY_PATTERN, hash_key
from storage.request_notes import note

_BEARER = re.compile(rf"Bearer ({KEY_PATTERN.pattern})")


def create_app(database: str, _project: str) -> Starlette:
    """On a SQLite file, or on PostgreSQL by URL; shows the live data of the project that the key belongs to."""

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[dict[str, Any]]:
        async with open_reads(database) as reads:
            yield {"reads": reads}

    return Starlette(
        routes=[Route("/customers/{id}", _show_customer), Route("/customers", _show_customers)],
        middleware=[Middleware(RequestLog)],
        lifespan=lifespan,
    )


async def _show_customer(request: Request[Any]) -> Response:
    project = await _authenticate(request)
    if project is None:
        return Response(status_code=401)
    return _json(await answer_page(request.state.reads, project, request.path_params["id"]))


async def _show_customers(request: Request[Any]) -> Response:
    project = await _authenticate(request)
    if project is None:
        return Response(status_code=401)
    return _json(await answer_list(request.state.reads, project, int(request.query_params["first"])))


async def _authenticate(request: Request[Any]) -> str | None:
    bearer = _BEARER.fullmatch(request.headers.get("authorization", ""))
    rows = await request.state.reads.fetch("key", {"hash": hash_key(bearer[1])}) if bearer else ()
    if not rows:
        return None
    project, key_id = rows[0]
    note(key_id=key_id)
    return str(project)


def _json(answer: Answer) -> Response:
    return Response(orjson.dumps(answer), media_type="application/json")
