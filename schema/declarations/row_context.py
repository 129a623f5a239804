"""What a field may need besides the columns of its row."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from operator import attrgetter
from typing import Any

from resolvers.context import RequestContext


@dataclass(frozen=True, slots=True)
class RowContext:
    """The request that reads a row, and the id of the customer who owns the row; None where that is not known."""

    context: RequestContext
    customer_id: str | None


class Need(StrEnum):
    """What the function of a field can take besides columns: each value is a path of attributes in `RowContext`."""

    CONTEXT = "context"
    NOW = "context.now"
    CUSTOMER_ID = "customer_id"

    def __init__(self, path: str) -> None:
        # What a field of the row is given.
        self.value_in: Callable[[RowContext], Any] = attrgetter(path)

    def expression(self, context: str, customer_id: str) -> str:
        """The same as Python source; the arguments are the expressions of the attributes of `RowContext`."""
        attribute, dot, rest = self.value.partition(".")
        return {"context": context, "customer_id": customer_id}[attribute] + dot + rest
