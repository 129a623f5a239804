"""The answer to a request, and what its caller needs to know about it."""

from enum import StrEnum
from typing import Any, NamedTuple


class OperationCost(NamedTuple):
    """The nodes that an operation may return at most, and how many are allowed."""

    requested: int
    limit: int


class Execution(StrEnum):
    """What executed an operation: a plan compiled for its document, or the resolvers field by field."""

    PLAN = "plan"
    RESOLVERS = "resolvers"


class GraphQLAnswer(NamedTuple):
    """A body for `write_json`, and how the request went.

    `executed` is false where the request was refused before its operation began. `cost` is None until the document
    is valid and its operation is known. `timed_out` means that the time limit stopped the operation, `unavailable`
    that the database could not answer a part of it. `execution` is None unless the operation ran to its end.
    """

    body: dict[str, Any]
    executed: bool
    cost: OperationCost | None = None
    timed_out: bool = False
    unavailable: bool = False
    execution: Execution | None = None

    def body_with_cost(self) -> dict[str, Any]:
        """The body with `extensions.cost`, where the cost is known."""
        if self.cost is None:
            return self.body
        cost = {"requested": self.cost.requested, "limit": self.cost.limit}
        return {**self.body, "extensions": {**self.body.get("extensions", {}), "cost": cost}}
