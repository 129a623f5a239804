"""Reading a GraphQL request out of an HTTP one, after the GraphQL over HTTP specification."""

from collections.abc import Mapping
from typing import Any

import orjson
from starlette.requests import Request

from schema.execution import GraphQLRequest


class MalformedRequest(ValueError):
    """The request is not a GraphQL request; the message says why."""


class UnsupportedContent(ValueError):
    """The body is not JSON."""


async def read_request(request: Request[Any]) -> GraphQLRequest:
    """A POST's request; raises UnsupportedContent and MalformedRequest."""
    media_type, _, parameters = request.headers.get("content-type", "").partition(";")
    if media_type.strip().lower() != "application/json" or not _is_utf8(parameters):
        raise UnsupportedContent("The body must be application/json in UTF-8.")
    try:
        body = orjson.loads(await request.body())
    except orjson.JSONDecodeError as error:
        raise MalformedRequest("The body is not valid JSON.") from error
    if not isinstance(body, dict):
        raise MalformedRequest("The body must be a JSON object with a 'query'.")
    return _checked(body)


def read_parameters(request: Request[Any]) -> GraphQLRequest:
    """A GET's request; raises MalformedRequest."""
    parameters: dict[str, Any] = dict(request.query_params)
    for name in ("variables", "extensions"):
        if name in parameters:
            parameters[name] = _json_parameter(name, parameters[name])
    return _checked(parameters)


def _checked(given: Mapping[str, Any]) -> GraphQLRequest:
    query, name, variables = given.get("query"), given.get("operationName"), given.get("variables")
    if not isinstance(query, str) or not query:
        raise MalformedRequest("'query' must be the text of a GraphQL document.")
    if name is not None and not isinstance(name, str):
        raise MalformedRequest("'operationName' must be a string.")
    for label, value in (("variables", variables), ("extensions", given.get("extensions"))):
        if value is not None and not isinstance(value, dict):
            raise MalformedRequest(f"'{label}' must be an object.")
    return GraphQLRequest(query, variables, name or None)


def _json_parameter(name: str, text: str) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise MalformedRequest(f"'{name}' is not valid JSON.") from error


def _is_utf8(parameters: str) -> bool:
    name, _, value = parameters.strip().partition("=")
    return name.strip().lower() != "charset" or value.strip().strip('"').lower() in ("utf-8", "utf8")
