"""Connections: their shape is the one thing that a plan knows by itself, after `schema.connection`."""

from typing import Any

from graphql import GraphQLField, GraphQLObjectType, get_named_type
from graphql.execution.collect_fields import FieldDetails

from engine.plans.compilation import STRAWBERRY
from engine.plans.not_covered import NotCovered
from engine.plans.parent import Parent
from engine.plans.read_levels import Want, one_key, values_of_rows
from engine.plans.values import each
from resolvers.customers.customers import WHOLE_LIST
from resolvers.paging.cursors import Cursors
from schema.connections.connection import Connection
from schema.connections.to_many import ToMany

Details = list[FieldDetails]
# Where the columns of each order stand in a row.
Standing = dict[tuple[str, ...], tuple[int, ...]]


def write_connection(parent: Parent, declared: ToMany, definition: GraphQLField, details: Details) -> str:
    """An expression of a page of the parent's rows."""
    of: Any = get_named_type(definition.type)
    generic = of.extensions[STRAWBERRY].concrete_of
    if generic is None or generic.origin is not Connection:
        raise NotCovered(of.name)
    key = repr(WHOLE_LIST) if declared.key is None else parent.values.stored(declared.key)
    return ConnectionWriter(parent, declared, definition, details, key).write(of, details)


class ConnectionWriter:
    """Writes `name(key, owner, reading)`: the connection of the parent with this key."""

    def __init__(self, parent: Parent, declared: ToMany, definition: GraphQLField, details: Details, key: str) -> None:
        self._parent = parent
        self._compilation = parent.compilation
        self._declared = declared
        self._layout = self._compilation.layout_of(declared.child)
        self._key = key
        self._asked = self._compilation.bind(declared.ask, definition, details)
        self._place = self._compilation.place_of(declared.child, parent.place)
        self._page: int | None = None
        self._is_counted = False

    def write(self, of: GraphQLObjectType, details: Details) -> str:
        """The expression of it."""
        entries = self._entries(of, details)
        if self._page is None and not self._is_counted:
            # What nobody reads nobody checks: whether the viewer may, whether the arguments are right.
            self._rows()
        if entries.count("page.") == 1 and not self._is_counted:
            # Most ask for their rows, once: a list has one for each parent, and a call for each would show.
            return entries.replace("page.", f"reading.found[{self._page}][{self._key}].")
        lines = [] if self._page is None else [f"page = reading.found[{self._page}][key]"]
        function = self._compilation.script.add("connection", "key, owner, reading", lines, entries)
        return f"{function}({self._key}, owner, reading)"

    def _entries(self, of: GraphQLObjectType, details: Details) -> str:
        """A dictionary of what is selected of the connection, of an edge or of the page's information."""
        selected = self._compilation.subfields(of, details)
        return "{" + ", ".join(f"{name!r}: {self._field(of, inside)}" for name, inside in selected.items()) + "}"

    def _field(self, of: GraphQLObjectType, details: Details) -> str:
        name = details[0].node.name.value
        if name == "__typename":
            return repr(of.name)
        inside: Any = get_named_type(of.fields[name].type)
        match name:
            case "nodes":
                return self._each(self._row(inside, details))
            case "edges":
                return self._each(self._entries(inside, details))
            case "node":
                return self._row(inside, details)
            case "cursor":
                return self._cursor("row")
            case "pageInfo":
                self._rows()
                return self._entries(inside, details)
            case "hasNextPage":
                return self._know_what_follows("has_next")
            case "hasPreviousPage":
                return self._know_what_follows("has_previous")
            case "startCursor":
                return self._cursor_at(0)
            case "endCursor":
                return self._cursor_at(-1)
            case "totalCount":
                return f"reading.found[{self._count()}][key]"
        raise NotCovered(f"{of.name}.{name}")

    def _row(self, of: GraphQLObjectType, details: Details) -> str:
        return self._parent.write_row_in_place(of, details, self._declared.child, self._place)

    def _each(self, expression: str) -> str:
        return each(expression, self._parent.values_of(self._declared.child), self._rows())

    def _cursor(self, row: str) -> str:
        layout = self._layout
        cursors = f"reading.bound[{self._asked}].cursors"
        if layout is None:
            return f"{cursors}.encode({row})"
        standing = {order.columns: tuple(map(layout.place, order.columns)) for order in self._declared.orders}
        bind = self._compilation.script.bind
        return f"{bind(cursor_of, 'cursor_of')}({row}, {cursors}, {bind(standing, 'standing')})"

    def _cursor_at(self, index: int) -> str:
        rows = self._rows()
        return f"({self._cursor(f'{rows}[{index}]')} if {rows} else None)"

    def _know_what_follows(self, side: str) -> str:
        if self._layout is not None:
            self._layout.in_pages = True
        return f"page.{side}"

    def _rows(self) -> str:
        asked, declared, layout = self._asked, self._declared, self._layout
        if self._page is None:
            if layout is not None and declared.child_key is not None:
                layout.place(declared.child_key)
            self._page = self._compilation.slot_of_pages(lambda bound: bound[asked].page, layout, declared.known_as)
            self._want(self._page, then=True)
        return "page.rows" if layout is None else f"page{layout.rows_mark}"

    def _count(self) -> int:
        asked = self._asked
        self._is_counted = True
        slot = self._compilation.slot(lambda bound: bound[asked].count, None)
        self._want(slot, then=False)
        return slot

    def _want(self, slot: int, then: bool) -> None:
        values, key = self._parent.values, self._declared.key
        keys = one_key(WHOLE_LIST) if key is None else values_of_rows(values.getter(key))
        place = self._place if then else None
        self._parent.place.wants.append(Want(slot, keys, place))


def cursor_of(row: Any, cursors: Cursors, standing: Standing) -> str:
    """The cursor of a row that was read."""
    return cursors.encode_position(tuple([row[index] for index in standing[cursors.order.columns]]))
