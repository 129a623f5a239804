"""Connections: an expression of a page of the parent's rows."""

from collections.abc import Callable, Mapping
from typing import Any

from engine.plans.contents import ConnectionCounts, ConnectionMatches, ConnectionPages
from engine.plans.emitter.columns import stored_value
from engine.plans.emitter.expressions import Expression, call, dictionary, made_of
from engine.plans.emitter.output import READING, ROW, Output, owner_if
from engine.plans.nodes.connections import ConnectionNode, Group, MatchPart, Part, RowList, RowPart
from engine.plans.nodes.objects import Column, ObjectNode, Typename
from resolvers.customers.customers import WHOLE_LIST
from resolvers.paging.cursors import Cursors
from resolvers.paging.estimate import Estimate
from schema.connections.page_parts import CountIsEstimate, CursorAt, HasMore, RowCursor, TotalCount

# Where the columns of each order stand in a row.
Positions = Mapping[tuple[str, ...], tuple[int, ...]]
KEY = Expression("key", is_atom=True)


class ConnectionEmitter:
    """Writes one connection; `emit_row` writes the object of `row` in place; `add_function` gives the name of one.

    Most connections refer once to what was read: then it stands where it is needed, because a list has a connection
    for each parent, and a call for each would show. The others become a function `name(key, owner, reading)`.
    """

    def __init__(
        self,
        output: Output,
        node: ConnectionNode,
        emit_row: Callable[[ObjectNode], Expression],
        add_function: Callable[[ObjectNode], str],
    ) -> None:
        self._output = output
        self._node = node
        self._emit_row = emit_row
        self._add_function = add_function
        self._parent_key = Expression(repr(WHOLE_LIST)) if node.key is None else stored_value(node.key)
        self._is_in_place = node.uses_of_batches <= 1
        self._key = self._parent_key if self._is_in_place else KEY

    def emit(self) -> Expression:
        """The expression."""
        result = self._part(self._node.group)
        if self._is_in_place:
            return result
        page = self._found(ConnectionPages(self._node)) if self._node.uses_of_page else None
        lines = [] if page is None else [f"page = {page}"]
        function = self._output.script.add("connection", "key, owner, reading", lines, result)
        return call(function, self._parent_key, owner_if(self._node.uses_owner), READING)

    def _part(self, part: Part) -> Expression:
        match part:
            case Typename():
                return Expression(repr(part.type_name))
            case Group():
                return dictionary([(name, self._part(inner)) for name, inner in part.parts])
            case RowPart():
                return self._emit_row(part.node)
            case MatchPart():
                return self._match(part.node)
            case RowList():
                return self._each(self._part(part.item))
            case RowCursor():
                return self._cursor(ROW)
            case CursorAt():
                rows = self._rows()
                return made_of(f"({self._cursor(Expression(f'{rows}[{part.index}]'))} if {rows} else None)", rows)
            case HasMore():
                return made_of(f"{self._page()}.{part.side}", self._page())
            case TotalCount():
                return self._found(ConnectionCounts(self._node))
            case CountIsEstimate():
                return call(self._output.script.bind(is_estimate), self._found(ConnectionCounts(self._node)))

    def _each(self, item: Expression) -> Expression:
        """A list of the item for each row, which it knows as `row` or by the variables of its columns."""
        rows = self._rows()
        target = self._output.unpacked(self._node.rows) if item.uses_columns else "row"
        if item.uses_columns and item.uses_row:
            return made_of(f"[{item} for row in {rows} for {target} in [row]]", rows)
        return made_of(f"[{item} for {target} in {rows}]", rows)

    def _match(self, node: ObjectNode) -> Expression:
        number, write = self._output.contents.number_of(ConnectionMatches(self._node)), self._add_function(node)
        lines = [f"found = reading.found[{number}].get(key)"]
        result = Expression(f"None if found is None else {write}(found, None, reading)")
        return call(
            self._output.script.add("match", "key, reading", lines, result), stored_value(self._node.row_id), READING
        )

    def _cursor(self, row: Expression) -> Expression:
        contents, script, model = self._output.contents, self._output.script, self._node.rows.model
        cursors = Expression(f"reading.bound[{contents.number_of_binding(self._node.binding)}].cursors")
        if model is None:
            return call(f"{cursors}.encode", row)
        positions = {
            order.columns: tuple(contents.position(Column(name, model)) for name in order.columns)
            for order in self._node.orders
        }
        return call(script.bind(cursor_of), row, cursors, Expression(script.bind(positions, "positions")))

    def _rows(self) -> Expression:
        page = self._page()
        return made_of(f"{page}.rows", page) if self._output.contents.has_pages(self._node) else page

    def _page(self) -> Expression:
        return self._found(ConnectionPages(self._node)) if self._is_in_place else Expression("page", is_atom=True)

    def _found(self, batch: ConnectionPages | ConnectionCounts) -> Expression:
        return made_of(f"reading.found[{self._output.contents.number_of(batch)}][{self._key}]", self._key)


def is_estimate(count: int) -> bool:
    """Whether it was not counted."""
    return isinstance(count, Estimate)


def cursor_of(row: Any, cursors: Cursors, positions: Positions) -> str:
    """The cursor of a row that was read."""
    return cursors.encode_position(tuple([row[index] for index in positions[cursors.order.columns]]))
