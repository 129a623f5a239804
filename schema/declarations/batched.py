"""Fields whose value is read for many parents at once: `batched`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from resolvers.batches import Batch
from resolvers.context import RequestContext
from schema.declarations.arguments import Ask
from schema.declarations.field import declared_field
from schema.declarations.row_context import Need
from schema.declarations.row_types import to_graphql
from storage.concurrency.turns import in_turns


@dataclass(frozen=True, slots=True)
class Batched:
    """`function(what each batch loaded for the parent's key…, columns…, needs…)`, a pure function.

    The key is the parent's id, or the value of another of its columns.

    `costs` is what the field counts in the cost of an operation.

    Where there is an `ask`, the function also takes what `ask(viewer, arguments…)` gives, as its last argument.

    `stored(figures, columns…, needs…)` takes the value from the stored figures of the customer with this key: where
    they came with the customer's row, nothing is read. A resolver always reads.
    """

    batches: tuple[Batch[Any], ...]
    function: Callable[..., Any]
    columns: tuple[str, ...]
    needs: tuple[Need, ...] = ()
    ask: Ask | None = None
    key: str = "id"
    costs: int | None = None
    stored: Callable[..., Any] | None = None

    async def resolve_all(self, parents: Sequence[Any], context: RequestContext, *asked: Any) -> list[Any]:
        """The value for each parent."""
        keys = [getattr(parent.row, self.key) for parent in parents]
        loaded = [await context.loaders.load_all(batch, keys) for batch in self.batches]
        return await in_turns(
            lambda part: [self._value(parent, values, asked) for parent, *values in part],
            list(zip(parents, *loaded, strict=True)),
        )

    def _value(self, parent: Any, loaded: Sequence[Any], asked: Sequence[Any]) -> Any:
        row, row_context = parent.row, parent.row_context
        columns = [getattr(row, name) for name in self.columns]
        needed = [need.value_in(row_context) for need in self.needs]
        value = self.function(*loaded, *columns, *needed, *asked)
        return to_graphql(value, row_context.context, row_context.customer_id)


def _loaded(value: Any) -> Any:
    return value


def batched(
    *batches: Batch[Any],
    function: Callable[..., Any] = _loaded,
    description: str,
    columns: tuple[str, ...] = (),
    needs: tuple[Need, ...] = (),
    ask: Ask | None = None,
    key: str = "id",
    costs: int | None = None,
    stored: Callable[..., Any] | None = None,
) -> Any:
    """A field that is a pure function of what the batches load, of columns and of what else it `needs`.

    Without a function it is what the one batch loads.
    """
    return declared_field(Batched(batches, function, columns, needs, ask, key, costs, stored), description, ask)
