"""The record of a finished request, for its log line, the metrics and its trace."""

from collections.abc import Mapping
from typing import Any, NamedTuple


class RequestRecord(NamedTuple):
    """`route` is a template, None for a path that is nobody's.

    `client` and `client_version` are what the client calls itself. `operation` is the GraphQL name that the client
    gave, `operation_type` is there once it was executed, and `execution`, the way it was answered, once it came to its
    end.
    """

    method: str
    route: str | None
    status: int
    seconds: float
    statements: int
    outcome: str
    operation: str | None = None
    operation_type: str | None = None
    execution: str | None = None
    client: str | None = None
    client_version: str | None = None


def route_of(scope: Mapping[str, Any]) -> str | None:
    """The template of the route that took the request: its path would hold ids."""
    path: str | None = getattr(scope.get("route"), "path", None)
    return path
