"""Fields of columns of the row: `column`, `withheld` and `derived`; and of the request alone: `of_request`."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

import strawberry

from resolvers.context import RequestContext
from schema.declarations.field import DECLARED, RequestInfo
from schema.declarations.row_context import Need, RowContext

_ROW_CONTEXT = attrgetter("row_context")


@dataclass(frozen=True, slots=True)
class Source:
    """The value of one column, or `function(columns…, needs…)`, a pure function.

    A column that `is_withheld` is null for a customer's token.
    """

    columns: tuple[str, ...]
    function: Callable[..., Any] | None = None
    needs: tuple[Need, ...] = ()
    is_withheld: bool = False

    def value(self, row: Any, row_context: RowContext) -> Any:
        """The field's value for a row that has these columns."""
        if self.is_withheld and row_context.context.viewer.is_customer:
            return None
        if self.function is None:
            return getattr(row, self.columns[0])
        values = [getattr(row, column) for column in self.columns]
        return self.function(*values, *(need.value_in(row_context) for need in self.needs))

    def values(self, parents: Sequence[Any]) -> Iterable[Any]:
        """The same for many parents, each of which has a `row` and its `row_context`."""
        if self.is_withheld:
            return [self.value(parent.row, parent.row_context) for parent in parents]
        columns = [map(attrgetter(f"row.{column}"), parents) for column in self.columns]
        if self.function is None:
            return columns[0]
        return map(self.function, *columns, *(map(need.value_in, map(_ROW_CONTEXT, parents)) for need in self.needs))


def column(name: str, description: str) -> Any:
    """A field that is the value of one column."""
    return strawberry.field(description=description, metadata={DECLARED: Source((name,))})


def withheld(name: str, description: str) -> Any:
    """A field that is the value of one column, and null for a customer's token.

    A customer is not told who acted, what the project notes, how risky something is, and some reasons of declines.
    """
    return strawberry.field(description=description, metadata={DECLARED: Source((name,), is_withheld=True)})


def derived(function: Callable[..., Any], *columns: str, description: str, needs: tuple[Need, ...] = ()) -> Any:
    """A field that is a pure function of columns and of what else it `needs`."""
    return strawberry.field(description=description, metadata={DECLARED: Source(columns, function, needs)})


def of_request(function: Callable[[RequestContext], Any], description: str) -> Any:
    """A root field that is a pure function of the request."""

    def resolver(info: RequestInfo):  # type: ignore[no-untyped-def]
        return function(info.context)

    declared = Source((), function, (Need.CONTEXT,))
    return strawberry.field(resolver=resolver, description=description, metadata={DECLARED: declared})
