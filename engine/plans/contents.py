"""What a tree contains as a whole: the columns read of each table, and numbers for its batches and arguments."""

from dataclasses import dataclass
from typing import Any

from sqlmodel import SQLModel

from engine.plans.arguments.bindings import Binding
from engine.plans.nodes.connections import ConnectionNode
from engine.plans.nodes.objects import Column, FieldNode, ObjectNode


@dataclass(frozen=True, slots=True)
class ConnectionPages:
    """The batch of a connection's pages."""

    node: ConnectionNode


@dataclass(frozen=True, slots=True)
class ConnectionCounts:
    """The batch that counts a connection's rows."""

    node: ConnectionNode


@dataclass(frozen=True, slots=True)
class ConnectionMatches:
    """The batch that says why a search found a connection's rows."""

    node: ConnectionNode


class Contents:
    """Collected from the whole tree once, before anything is planned or written.

    A table's rows have the same columns wherever they are read in the plan, so that rows read once serve every place.
    """

    def __init__(self, root: ObjectNode) -> None:
        self._positions: dict[type[SQLModel], dict[str, int]] = {}
        self._numbers: dict[Any, int] = {}
        self._bindings: dict[Binding, int] = {}
        self._models_asked_for_more: set[type[SQLModel] | None] = set()
        self._fields: set[FieldNode] = set()
        self._add_object(root)

    @property
    def batches(self) -> list[Any]:
        """All batches in the order of their numbers; those of a connection are those with arguments."""
        return list(self._numbers)

    @property
    def bindings(self) -> list[Binding]:
        """All bindings in the order of their numbers."""
        return list(self._bindings)

    def columns(self, model: type[SQLModel]) -> tuple[str, ...]:
        """The names of the table's columns that are read, in their order."""
        return tuple(self._positions_of(model))

    def position(self, column: Column) -> int:
        """The index of a table's column in the rows that are read."""
        assert column.model is not None  # noqa: S101
        return self._positions[column.model][column.name]

    def find_position(self, column: Column) -> int | None:
        """Like `position`, but None where nothing uses the column."""
        return self._positions.get(column.model, {}).get(column.name)  # type: ignore[arg-type]

    def number_of(self, batch: Any) -> int:
        """The number of a batch."""
        return self._numbers[batch]

    def find_number(self, batch: Any) -> int | None:
        """Like `number_of`, but None where no field uses the batch."""
        return self._numbers.get(batch)

    def number_of_binding(self, binding: Binding) -> int:
        """The number of a field's arguments."""
        return self._bindings[binding]

    def has_pages(self, node: ConnectionNode) -> bool:
        """Whether the connection's rows come in pages that tell what follows them, and not as plain lists.

        It is decided for each table, so that equal pages are read once.
        """
        return node.rows.model is None or node.rows.model in self._models_asked_for_more

    def _add_object(self, node: ObjectNode) -> None:
        if node.rows.owner is not None and node.uses_owner:
            self._add_column(Column(node.rows.owner, node.rows.model))
        for _, field in node.selections:
            self._add_field(field)

    def _add_field(self, node: FieldNode) -> None:
        if node in self._fields:
            return
        self._fields.add(node)
        for column in node.columns:
            self._add_column(column)
        for batch in node.batches:
            self._add_batch(batch)
        for binding in node.bindings:
            self._bindings.setdefault(binding, len(self._bindings))
        if isinstance(node, ConnectionNode):
            self._add_connection(node)
        for inner in node.objects:
            self._add_object(inner)

    def _add_connection(self, node: ConnectionNode) -> None:
        if node.is_read:
            self._add_batch(ConnectionPages(node))
        if node.is_counted:
            self._add_batch(ConnectionCounts(node))
        if node.has_matches:
            self._add_batch(ConnectionMatches(node))
        if node.asks_for_more:
            self._models_asked_for_more.add(node.rows.model)

    def _add_batch(self, batch: Any) -> None:
        self._numbers.setdefault(batch, len(self._numbers))

    def _add_column(self, column: Column) -> None:
        if column.model is not None:
            positions = self._positions_of(column.model)
            positions.setdefault(column.name, len(positions))

    def _positions_of(self, model: type[SQLModel]) -> dict[str, int]:
        # Reads by id find the id first.
        return self._positions.setdefault(model, {"id": 0})
