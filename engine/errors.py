"""Errors as callers see them: the codes of the contract, and a mask over failures inside."""

import re
from collections.abc import Callable
from typing import Any

from graphql import GraphQLError, GraphQLFormattedError, ValueNode

from resolvers.errors import BadInput, Forbidden
from storage.concurrency.lanes import TooBusy
from storage.unavailable import DatabaseUnavailable

UNAUTHENTICATED = "UNAUTHENTICATED"
FORBIDDEN = "FORBIDDEN"
BAD_USER_INPUT = "BAD_USER_INPUT"
PARSE_FAILED = "GRAPHQL_PARSE_FAILED"
VALIDATION_FAILED = "GRAPHQL_VALIDATION_FAILED"
LIMIT_EXCEEDED = "LIMIT_EXCEEDED"
RATE_LIMITED = "RATE_LIMITED"
TIMEOUT = "TIMEOUT"
UNAVAILABLE = "UNAVAILABLE"
PERSISTED_QUERY_NOT_FOUND = "PERSISTED_QUERY_NOT_FOUND"
INTERNAL_SERVER_ERROR = "INTERNAL_SERVER_ERROR"

Report = Callable[[Exception], str]

_IN_JSON = {"None": "null", "True": "true", "False": "false"}
# Or a text in quotes, which stays as it is. An apostrophe within a word is none of them.
_IN_PYTHON = re.compile(r"""(?<!\w)'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|\b(?:None|True|False)\b""")
# What else may be such a word is written in the document.
_IN_PYTHON_BESIDE_DOCUMENT = re.compile(r"(?<=\bnot to be )None\b")

_CODES: dict[type[Exception], str] = {
    BadInput: BAD_USER_INPUT,
    Forbidden: FORBIDDEN,
    DatabaseUnavailable: UNAVAILABLE,
    TooBusy: UNAVAILABLE,
}


class BadRequest(Exception):
    """The request can't be executed as it is; the message, which the caller sees, says why."""


class MutationRefused(Exception):
    """The request is a mutation where only queries are allowed."""


def with_code(error: GraphQLError, code: str) -> GraphQLError:
    """The same error, with the code in its extensions."""
    error.extensions = {**(error.extensions or {}), "code": code}
    return error


def format_error(error: GraphQLError, report: Report) -> GraphQLFormattedError:
    """An error as it stands in an answer. A failure inside goes to `report`, and the answer shows only its id."""
    if error.extensions and "code" in error.extensions:
        return write_error(error)
    cause = error.original_error
    if cause is None or _is_about_input(error):
        return write_error(with_code(error, BAD_USER_INPUT))
    code = _CODES.get(type(cause))
    return _mask(error, report(cause)) if code is None else with_code(error, code).formatted


def write_error(error: GraphQLError) -> GraphQLFormattedError:
    """An error about a document or its variables, with null, true and false where the library writes Python's words."""
    words = _IN_PYTHON_BESIDE_DOCUMENT if _is_about_value(error) else _IN_PYTHON
    formatted = error.formatted
    return {**formatted, "message": words.sub(lambda found: _IN_JSON.get(found[0], found[0]), formatted["message"])}


def error_body(message: str, code: str) -> dict[str, Any]:
    """The body of an answer that consists of one error."""
    return {"errors": [{"message": message, "extensions": {"code": code}}]}


def internal_error(error_id: str) -> dict[str, Any]:
    """What an answer shows of a failure inside: the id that the log has, nothing else."""
    return {
        "message": "Internal server error",
        "extensions": {"code": INTERNAL_SERVER_ERROR, "errorId": error_id},
    }


def _is_about_input(error: GraphQLError) -> bool:
    # A bad variable is refused before any field is executed, a bad argument at its value in the document.
    return error.path is None or _is_about_value(error)


def _is_about_value(error: GraphQLError) -> bool:
    return any(isinstance(node, ValueNode) for node in error.nodes or ())


def _mask(error: GraphQLError, error_id: str) -> GraphQLFormattedError:
    return GraphQLError(nodes=error.nodes, path=error.path, **internal_error(error_id)).formatted
