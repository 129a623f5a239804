"""A request that the engine can execute."""

from typing import Any, NamedTuple


class GraphQLRequest(NamedTuple):
    """The text of a document, values for its variables by name, and which of its operations to execute.

    A document with one operation needs no `operation_name`.
    """

    query: str
    variables: dict[str, Any] | None = None
    operation_name: str | None = None
