"""Connections: their shape is the one thing that a plan knows by itself, after `schema.connection`."""

from collections.abc import Callable
from typing import Any

from graphql import GraphQLField, GraphQLObjectType, get_named_type
from graphql.execution.collect_fields import FieldDetails

from execution.not_covered import NotCovered
from execution.parent import Parent
from execution.places import Holds, Want, one_key, values_of_rows
from execution.values import each
from resolvers.customers import WHOLE_LIST
from resolvers.pages import Cursors, RowsAlone
from schema.connection import Connection
from schema.edges import ToMany

Details = list[FieldDetails]
# Where the columns of each order stand in a row.
Standing = dict[tuple[str, ...], tuple[int, ...]]


def write_connection(parent: Parent, declared: ToMany, definition: GraphQLField, details: Details) -> str:
    """An expression of a page of the parent's rows."""
    of: Any = get_named_type(definition.type)
    generic = of.extensions["strawberry-definition"].concrete_of
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
        self._key = key
        self._asked = self._compilation.bind(declared.ask, definition, details)
        self._place = self._compilation.place_of(declared.child, parent.place)
        self._page: int | None = None
        self._holds = Holds.PAGE
        self._is_counted = False

    def write(self, of: GraphQLObjectType, details: Details) -> str:
        """The expression of it."""
        self._holds = self._held(of, details)
        entries = self._entries(of, details)
        if self._page is None and not self._is_counted:
            # What nobody reads nobody checks: whether the viewer may, whether the arguments are right.
            self._rows()
        # Most are asked for once: a list has one for each parent, and a call for each would show.
        is_once = entries.count("page.") == 1 and not self._is_counted
        page = f"reading.found[{self._page}][{self._key}]" if is_once else "page"
        # No response name has a dot in it.
        was, becomes = ("page.rows", page) if self._holds is Holds.ROWS else ("page.", f"{page}.")
        entries = entries.replace(was, becomes)
        if is_once:
            return entries
        lines = [] if self._page is None else [f"page = reading.found[{self._page}][key]"]
        function = self._compilation.script.add("connection", "key, owner, reading", lines, entries)
        return f"{function}({self._key}, owner, reading)"

    def _held(self, of: GraphQLObjectType, details: Details) -> Holds:
        # Only a page's information tells of more than its rows; what a batch makes itself comes as pages.
        if self._compilation.layout_of(self._declared.child) is None:
            return Holds.PAGE
        names = {inside[0].node.name.value for inside in self._compilation.subfields(of, details).values()}
        return Holds.PAGE if "pageInfo" in names else Holds.ROWS

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
                return "page.has_next"
            case "hasPreviousPage":
                return "page.has_previous"
            case "startCursor":
                return f"({self._cursor('page.rows[0]')} if page.rows else None)"
            case "endCursor":
                return f"({self._cursor('page.rows[-1]')} if page.rows else None)"
            case "totalCount":
                return f"reading.found[{self._count()}][key]"
        raise NotCovered(f"{of.name}.{name}")

    def _row(self, of: GraphQLObjectType, details: Details) -> str:
        return self._parent.write_row_in_place(of, details, self._declared.child, self._place)

    def _each(self, expression: str) -> str:
        return each(expression, self._parent.values_of(self._declared.child), self._rows())

    def _cursor(self, row: str) -> str:
        layout = self._compilation.layout_of(self._declared.child)
        cursors = f"reading.bound[{self._asked}].cursors"
        if layout is None:
            return f"{cursors}.encode({row})"
        standing = {order.columns: tuple(map(layout.place, order.columns)) for order in self._declared.orders}
        bind = self._compilation.script.bind
        return f"{bind(cursor_of, 'cursor_of')}({row}, {cursors}, {bind(standing, 'standing')})"

    def _rows(self) -> str:
        if self._page is None:
            asked, declared = self._asked, self._declared
            layout = self._compilation.layout_of(declared.child)
            if layout is not None and declared.child_key is not None:
                layout.place(declared.child_key)
            of_page: Callable[[Any], Any] = RowsAlone if self._holds is Holds.ROWS else _as_it_is
            self._page = self._compilation.slot(
                lambda bound: of_page(bound[asked].page), layout, self._holds, declared.known_as
            )
            self._want(self._page, then=True)
        return "page.rows"

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


def _as_it_is(page: Any) -> Any:
    return page


def cursor_of(row: Any, cursors: Cursors, standing: Standing) -> str:
    """The cursor of a row that was read."""
    return cursors.encode_place(tuple([row[index] for index in standing[cursors.order.columns]]))
