"""`/openapi.json`: the operations as an OpenAPI 3.1 document."""

import re
from hashlib import sha256
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from app.http.openapi.operations import (
    ERRORS,
    HEALTH,
    KEY,
    LINK,
    METRICS_TOKEN,
    OPERATIONS,
    SESSION,
    Answer,
    Operation,
)
from app.version import VERSION
from engine.json_body import write_json

_SCHEMES = {
    KEY: {"type": "http", "scheme": "bearer", "description": "A key (`sk_live_…`, `sk_test_…`) or a customer's token."},
    LINK: {"type": "apiKey", "in": "query", "name": "token", "description": "What a link of GraphQL's `pdfUrl` has."},
    SESSION: {"type": "apiKey", "in": "cookie", "name": "session", "description": "An operator's, from signing in."},
    METRICS_TOKEN: {"type": "http", "scheme": "bearer", "description": "The setting `CALMONY_METRICS_TOKEN`."},
}
_ERROR = {
    "type": "object",
    "required": ["message", "extensions"],
    "properties": {
        "message": {"type": "string"},
        "extensions": {"type": "object", "required": ["code"], "properties": {"code": {"type": "string"}}},
    },
}
_SCHEMAS = {
    ERRORS: {
        "type": "object",
        "description": "As GraphQL tells errors.",
        "required": ["errors"],
        "properties": {"errors": {"type": "array", "minItems": 1, "items": _ERROR}},
    },
    HEALTH: {
        "type": "object",
        "required": ["status"],
        "properties": {"status": {"enum": ["alive", "ready", "unready"]}, "reason": {"type": "string"}},
    },
}
_DESCRIPTION = (
    "The customer view's files, and its routes for machines. Everything else is asked for by GraphQL, at `/graphql`, "
    "whose schema describes itself."
)


def openapi_routes() -> list[BaseRoute]:
    """`/openapi.json`; it is the same for everybody."""
    body = write_json(describe_routes())
    headers = {"ETag": f'"{sha256(body).hexdigest()}"', "Cache-Control": "public, no-cache"}

    async def respond(request: Request[Any]) -> Response:
        if headers["ETag"] in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        return Response(body, headers=headers, media_type="application/json")

    return [Route("/openapi.json", respond, methods=["GET"])]


def describe_routes() -> dict[str, Any]:
    """The document."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "Calmony Pay – customer view", "version": VERSION, "description": _DESCRIPTION},
        "servers": [{"url": "/"}],
        "paths": {operation.path: {"get": _describe(operation)} for operation in OPERATIONS},
        "components": {"schemas": _SCHEMAS, "securitySchemes": _SCHEMES},
    }


def _describe(operation: Operation) -> dict[str, Any]:
    in_path = [_parameter(name, "path", required=True) for name in re.findall(r"{(\w+)}", operation.path)]
    return {
        "operationId": operation.name,
        "summary": operation.summary,
        "security": [{way: []} if way else {} for way in operation.access],
        "parameters": in_path + [_parameter(name, "query") for name in operation.parameters],
        "responses": {str(answer.status): _describe_answer(answer) for answer in operation.answers},
    }


def _parameter(name: str, place: str, *, required: bool = False) -> dict[str, Any]:
    return {"name": name, "in": place, "required": required, "schema": {"type": "string"}}


def _describe_answer(answer: Answer) -> dict[str, Any]:
    described: dict[str, Any] = {"description": answer.meaning}
    if answer.media:
        described["content"] = {
            media_type: {"schema": {"$ref": f"#/components/schemas/{schema}"}} if schema else {}
            for media_type, schema in answer.media.items()
        }
    if answer.headers:
        described["headers"] = {name: {"schema": {"type": "string"}} for name in answer.headers}
    return described
