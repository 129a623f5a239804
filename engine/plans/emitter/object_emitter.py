"""Objects: a generated function for each, which writes one of them."""

import re
from collections.abc import Callable
from functools import partial
from typing import Any

from engine.plans.emitter.columns import decoded_value, is_text, stored_value, variable_of
from engine.plans.emitter.connection_emitter import ConnectionEmitter
from engine.plans.emitter.expressions import Expression, call, dictionary, made_of, unless_null
from engine.plans.emitter.lookup_emitter import emit_lookup, emit_pointed_to
from engine.plans.emitter.output import READING, ROW, Body, Output, owner_if
from engine.plans.emitter.scalars import is_enum, writes_text_as_it_is
from engine.plans.emitter.shape_emitter import ShapeEmitter
from engine.plans.nodes.connections import ConnectionNode
from engine.plans.nodes.lookups import Lookup, PointedTo, ToOneNode
from engine.plans.nodes.objects import Column, FieldNode, ObjectNode, Typename
from engine.plans.nodes.shapes import ScalarShape
from engine.plans.nodes.values import ColumnValue, Computed, ComputedValue, LocalisedText, Parts

_CAPITAL = re.compile("(?<!^)(?=[A-Z])")


def emit_function(output: Output, node: ObjectNode) -> str:
    """Writes `name(row, owner, reading)` and gives its name.

    `owner` is the customer that the row belongs to, and `reading` has all that was read.
    """
    name = output.functions.get(node)
    if name is None:
        name = output.functions[node] = ObjectEmitter(output, node).function()
    return name


def emit_in_place(output: Output, node: ObjectNode) -> Expression:
    """An expression of the object of `row`: a dictionary if that is enough, otherwise a function call."""
    return ObjectEmitter(output, node).in_place()


class ObjectEmitter:
    """Writes one object."""

    def __init__(self, output: Output, node: ObjectNode) -> None:
        self._output = output
        self._script = output.script
        self._contents = output.contents
        self._node = node
        self._body = Body()
        self._shapes = ShapeEmitter(output, self._body, self._add_function)

    def function(self) -> str:
        """A function of its own; gives the name."""
        return self._add(self._entries(self._node))

    def in_place(self) -> Expression:
        """An expression over `row` or the variables of its columns."""
        entries = self._entries(self._node)
        if self._body.values or self._reads_owner:
            return call(self._add(entries), ROW, owner_if(self._node.needs_owner), READING)
        return dictionary(entries)

    @property
    def _reads_owner(self) -> bool:
        """Whether the owner that is needed can be read from the row itself."""
        return self._node.uses_owner and self._node.rows.owner is not None

    def _add(self, entries: list[tuple[str, Expression]]) -> str:
        lines = []
        values = [*self._body.values, *(value for _, value in entries)]
        if self._reads_owner or any(value.uses_columns for value in values):
            lines.append(f"{self._output.unpacked(self._node.rows)} = row")
        if self._reads_owner:
            lines.append(f"owner = {variable_of(str(self._node.rows.owner))}")
        body = "".join(f"        {name!r}: {value},\n" for name, value in entries)
        name = _CAPITAL.sub("_", self._node.type_name).lower()
        result = Expression(f"{{\n{body}    }}")
        return self._script.add(name, "row, owner, reading", [*lines, *self._body.lines], result)

    def _add_function(self, node: ObjectNode) -> str:
        return emit_function(self._output, node)

    def _entries(self, node: ObjectNode) -> list[tuple[str, Expression]]:
        return [(name, self._field(inner)) for name, inner in node.selections]

    def _field(self, node: FieldNode) -> Expression:
        match node:
            case Typename():
                return Expression(repr(node.type_name), is_never_null=True)
            case ColumnValue():
                value = self._column(node)
                return made_of(f"(None if reading.is_customer else {value})", value) if node.is_withheld else value
            case ComputedValue():
                return self._shapes.emit(node.shape, self._computed(node.source))
            case Parts():
                return dictionary(self._entries(node.node))
            case LocalisedText():
                return self._localised(node)
            case ToOneNode():
                return self._to_one(node)
            case Lookup():
                return emit_lookup(self._output, node, self._add_function)
            case PointedTo():
                return emit_pointed_to(self._output, node, self._add_function)
            case ConnectionNode():
                in_place = partial(emit_in_place, self._output)
                return ConnectionEmitter(self._output, node, in_place, self._add_function).emit()
        raise TypeError(node)

    def _column(self, node: ColumnValue) -> Expression:
        shape = node.shape
        if isinstance(shape, ScalarShape):
            stored = stored_value(node.column)
            if is_text(node.column) and writes_text_as_it_is(shape.of):
                return stored if shape.is_nullable else self._shapes.required(stored)
            # The names of an enum's values are found by the stored text too.
            if is_enum(shape.of):
                return self._shapes.emit(shape, stored)
        return self._shapes.emit(shape, self._decoded(node.column))

    def _computed(self, source: Computed) -> Expression:
        loaded = [self._loaded(batch, source.key) for batch in source.batches if source.key is not None]
        parts = [*map(self._decoded, source.columns)]
        parts += [Expression(need.expression("reading.context", "owner")) for need in source.needs]
        if source.binding is not None:
            parts.append(Expression(f"reading.bound[{self._contents.number_of_binding(source.binding)}]"))
        # Calling a class never returns None.
        never_null = isinstance(source.function, type)
        value = call(self._script.bind(source.function), *loaded, *parts, is_never_null=never_null)
        return value if source.stored is None else self._stored_or(value, source.stored, source.key, parts)

    def _stored_or(
        self, computed: Expression, stored: Callable[..., Any], key: Column | None, parts: list[Expression]
    ) -> Expression:
        assert key is not None  # noqa: S101
        customer = stored_value(key)
        figures = self._body.atom(made_of(f"reading.figures.get({customer})", customer))
        of_stored = call(self._script.bind(stored), figures, *parts)
        return made_of(f"({computed} if {figures} is None else {of_stored})", computed, figures, of_stored)

    def _loaded(self, batch: object, key: Column) -> Expression:
        stored = stored_value(key)
        return made_of(f"reading.found[{self._contents.number_of(batch)}][{stored}]", stored)

    def _localised(self, node: LocalisedText) -> Expression:
        customer = f"reading.found[{self._contents.number_of(node.relation)}].get(owner)"
        own = Expression(f"{self._script.bind(column_of)}({customer}, {self._contents.position(node.locale)})")
        if node.binding is None:
            locale = self._body.atom(own)
        else:
            locale = Expression(f"reading.bound[{self._contents.number_of_binding(node.binding)}] or {own}")
        # The value is always a text, which is written as it is.
        return call(self._script.bind(node.function), *map(self._decoded, node.own_columns), locale)

    def _to_one(self, node: ToOneNode) -> Expression:
        key = stored_value(node.key)
        row = self._body.atom(made_of(f"reading.found[{self._contents.number_of(node.relation)}].get({key})", key))
        function, owner = self._add_function(node.node), owner_if(node.node.needs_owner)
        if node.is_nullable:
            return unless_null(row, call(function, row, owner, READING))
        return call(function, self._shapes.required(row), owner, READING)

    def _decoded(self, column: Column) -> Expression:
        return decoded_value(column, self._script)


def column_of(row: tuple[object, ...] | None, index: int) -> object:
    """The column of a row that may be missing."""
    return None if row is None else row[index]
