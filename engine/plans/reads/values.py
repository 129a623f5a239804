"""Values that a declared function makes of rows, where something is read for them in turn."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from engine.plans.column_types import column_type
from engine.plans.contents import Contents
from engine.plans.nodes.objects import Column
from engine.plans.nodes.values import Computed
from engine.plans.reads.keys import RowValue
from schema.declarations.row_context import RowContext

if TYPE_CHECKING:
    from engine.plans.reads.reading import Reading

Take = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class ValueMaker:
    """Makes the value of one row, once its batches have been read for it."""

    function: Callable[..., Any]
    key: Take
    batches: tuple[int, ...]
    columns: tuple[Take, ...]
    needs: tuple[Take, ...]
    binding: int | None
    stored: Callable[..., Any] | None

    @classmethod
    def of(cls, source: Computed, key: Column, contents: Contents) -> "ValueMaker":
        """The same that the emitter writes as source."""
        return cls(
            source.function,
            RowValue.at(key, contents).take,
            tuple(map(contents.number_of, source.batches)),
            tuple(_decoded(column, contents) for column in source.columns),
            tuple(need.value_in for need in source.needs),
            None if source.binding is None else contents.number_of_binding(source.binding),
            source.stored,
        )

    def make(self, row: Any, owner: str | None, reading: "Reading") -> list[Any]:
        """The value, or the values of a list; none for null."""
        key, row_context = self.key(row), RowContext(reading.context, owner)
        parts = [take(row) for take in self.columns]
        parts += [value_in(row_context) for value_in in self.needs]
        if self.binding is not None:
            parts.append(reading.bound[self.binding])
        figures = None if self.stored is None else reading.figures.get(key)
        if self.stored is not None and figures is not None:
            value = self.stored(figures, *parts)
        else:
            value = self.function(*(reading.found[batch][key] for batch in self.batches), *parts)
        if isinstance(value, list):
            return value
        return [] if value is None else [value]


def _decoded(column: Column, contents: Contents) -> Take:
    take = RowValue.at(column, contents).take
    decode = None if column.model is None else column_type(column.model, column.name).decode
    return take if decode is None else lambda row: None if take(row) is None else decode(take(row))
