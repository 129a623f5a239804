"""Reads the GraphQL request in an HTTP request, by the specification GraphQL over HTTP."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import orjson
from starlette.requests import Request

from app.http.request_body import RequestTooLarge, read_body
from engine.persisted.parameters import RequestParameters

# Far longer than any that means JSON.
MAX_TYPE_CHARACTERS = 200
METHODS = ("GET", "POST")

_TEXT, _OBJECT = (str, "a string"), (dict, "an object")
_MEMBERS = {
    "query": _TEXT,
    "variables": _OBJECT,
    "operationName": _TEXT,
    # Relay's examples send a persisted document as `doc_id`, the specification's draft as `documentId`.
    "documentId": _TEXT,
    "doc_id": _TEXT,
    "extensions": _OBJECT,
}


class WrongMethod(Exception):
    """The method is neither GET nor POST."""


class MalformedRequest(ValueError):
    """The request is not a GraphQL request; the message says why."""


class BatchRefused(Exception):
    """The body is a list of operations; `count` is how many."""

    def __init__(self, count: int) -> None:
        super().__init__("Operations are not taken in batches: send each in a request of its own.")
        self.count = count


class UnsupportedContent(ValueError):
    """The body is not plain JSON; the message says what it must be."""


def is_json(content_type: str) -> bool:
    """Whether a Content-Type is JSON in UTF-8."""
    return len(content_type) <= MAX_TYPE_CHARACTERS and _is_json(content_type)


@lru_cache(maxsize=64)
def _is_json(content_type: str) -> bool:
    media_type, *parameters = content_type.lower().split(";")
    return media_type.strip() == "application/json" and all(map(_is_utf8, parameters))


async def read_request(request: Request[Any], limit: int) -> RequestParameters:
    """A POST's request of at most `limit` bytes.

    Raises UnsupportedContent, RequestTooLarge, MalformedRequest and BatchRefused.
    """
    if not is_json(request.headers.get("content-type", "")):
        raise UnsupportedContent("The body must be application/json in UTF-8.")
    if request.headers.get("content-encoding", "identity").strip().lower() != "identity":
        raise UnsupportedContent("The body must not be compressed.")
    try:
        body = orjson.loads(await read_body(request, limit))
    except orjson.JSONDecodeError as error:
        raise MalformedRequest("The body is not valid JSON.") from error
    if isinstance(body, list) and body:
        raise BatchRefused(len(body))
    if not isinstance(body, dict):
        raise MalformedRequest("The body must be a JSON object with a 'query'.")
    return _checked(body)


def read_parameters(request: Request[Any], limit: int) -> RequestParameters:
    """A GET's request of at most `limit` bytes; raises RequestTooLarge and MalformedRequest."""
    if len(request.scope["query_string"]) > limit:
        raise RequestTooLarge(limit)
    parameters: dict[str, Any] = dict(request.query_params)
    for name in ("variables", "extensions"):
        if name in parameters:
            parameters[name] = _json_parameter(name, parameters[name])
    return _checked(parameters)


def _checked(given: Mapping[str, Any]) -> RequestParameters:
    for name, value in given.items():
        if value is not None and name in _MEMBERS:
            kind, told = _MEMBERS[name]
            if not isinstance(value, kind):
                raise MalformedRequest(f"'{name}' must be {told}.")
    return RequestParameters(
        # An empty text counts as missing.
        query=given.get("query") or None,
        variables=given.get("variables"),
        operation_name=given.get("operationName") or None,
        document_id=given.get("documentId") or given.get("doc_id") or None,
        extensions=given.get("extensions"),
    )


def _json_parameter(name: str, text: str) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise MalformedRequest(f"'{name}' is not valid JSON.") from error


def _is_utf8(parameter: str) -> bool:
    name, _, value = parameter.partition("=")
    return name.strip() != "charset" or value.strip().strip('"') in ("utf-8", "utf8")
