"""Objects: from a selection set to a generated function that writes one of its objects."""

import re
from typing import Any

from graphql import (
    GraphQLField,
    GraphQLObjectType,
    get_named_type,
    get_nullable_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
    is_object_type,
)
from graphql.execution.collect_fields import FieldDetails

from engine.plans.compilation import STRAWBERRY, Compilation
from engine.plans.connection_emitter import write_connection
from engine.plans.lookups import write_found, write_pointed
from engine.plans.not_covered import NotCovered
from engine.plans.read_levels import Place, Want, values_of_rows
from engine.plans.scalars import is_written_at_sight, required, writes_text_as_it_is, written, written_at_sight
from engine.plans.values import Attributes, Columns, Parts, Values
from schema.connections.to_many import ToMany
from schema.declarations.batched import Batched
from schema.declarations.by_id import ById
from schema.declarations.field import DECLARED
from schema.declarations.localised import Localised
from schema.declarations.row_context import Need
from schema.declarations.source import Source
from schema.declarations.to_one import PointsTo, ToOne

Details = list[FieldDetails]

_CAPITAL = re.compile("(?<!^)(?=[A-Z])")
# What is found about as quickly as a local variable: attributes are plain, a property would be run each time.
_AT_HAND = re.compile(r"\w+(\.\w+)?")
_OWNER = re.compile(r"\bowner\b")


class ObjectWriter:
    """Writes `name(row, owner, reading)`: `owner` is the customer whose row it is, `reading` what was read."""

    def __init__(self, compilation: Compilation, of: GraphQLObjectType, values: Values, place: Place) -> None:
        self.compilation = compilation
        self.of = of
        self.values = values
        self.place = place
        # By expression: what several fields need is found once.
        self._locals: dict[str, str] = {}

    def write(self, selected: dict[str, Details]) -> str:
        """The function's name."""
        return self._add(*self._body(selected))

    def write_in_place(self, selected: dict[str, Details]) -> str:
        """An expression of the object of `row`: without a function where a dictionary is all there is to it."""
        lines, result = self._body(selected)
        return f"{self._add(lines, result)}(row, owner, reading)" if lines else result

    def _body(self, selected: dict[str, Details]) -> tuple[list[str], str]:
        """What a function of the object does first, and what it returns."""
        entries = [f"{response_name!r}: {self._field(details)}," for response_name, details in selected.items()]
        lines = [f"{name} = {value}" for value, name in self._locals.items()]
        result = "{\n" + "".join(f"        {entry}\n" for entry in entries) + "    }"
        read_owner = self.place.read_owner if isinstance(self.values, Columns) else None
        if read_owner is not None and _OWNER.search("".join([*lines, result])):
            lines = [f"owner = row[{read_owner()}]", *lines]
        return lines, result

    def _add(self, lines: list[str], result: str) -> str:
        variables = self.values.taken_apart("\n".join([*lines, result]))
        if variables is not None:
            lines = [f"{variables} = row", *lines]
        name = _CAPITAL.sub("_", self.of.name).lower()
        return self.compilation.script.add(name, "row, owner, reading", lines, result)

    def write_inside(self, of: GraphQLObjectType, details: Details, columns: dict[str, str]) -> str:
        """An expression of an object whose parts are these columns, in the function of this one."""
        inner = ObjectWriter(self.compilation, of, Parts(self.values, columns), self.place)
        inner._locals = self._locals
        selected = self.compilation.subfields(of, details)
        return "{" + ", ".join(f"{name!r}: {inner._field(inside)}" for name, inside in selected.items()) + "}"

    def write_row(self, of: GraphQLObjectType, details: Details, model: type[Any], place: Place) -> str:
        """The name of a function that writes a row of the model, which stands at another place."""
        return self._row_writer(of, model, place).write(self.compilation.subfields(of, details))

    def write_row_in_place(self, of: GraphQLObjectType, details: Details, kind: type[Any], place: Place) -> str:
        """An expression of such a `row`."""
        return self._row_writer(of, kind, place).write_in_place(self.compilation.subfields(of, details))

    def values_of(self, kind: type[Any]) -> Values:
        """How rows of the kind are reached."""
        layout = self.compilation.layout_of(kind)
        return Attributes() if layout is None else Columns(layout, self.compilation.script)

    def complete(self, of: Any, value: str, details: Details, *, sure: bool = False) -> str:
        """An expression of the value as it is answered; `sure` tells that it is never null."""
        inner = get_nullable_type(of)
        if not is_leaf_type(inner) or not is_written_at_sight(inner):
            return self._or_null(of, value, details, sure=sure)
        name = self._at_hand(value)
        return written_at_sight(inner, name, self._or_null(of, name, details, sure=sure), sure=sure)

    def _field(self, details: Details) -> str:
        name = details[0].node.name.value
        if name == "__typename":
            return repr(self.of.name)
        definition = self.of.fields.get(name)
        if definition is None:
            raise NotCovered(name)
        field = definition.extensions[STRAWBERRY]
        declared = field.metadata.get(DECLARED)
        match declared:
            case Source():
                return self._source(declared, definition, details)
            case Localised():
                return self._localised(declared, definition, details)
            case None if field.is_basic_field:
                return self.complete(definition.type, self.values.value(field.python_name), details)
            case Batched() if isinstance(self.values, Columns):
                return self._batched(declared, self.values, definition, details)
            case ToOne() if isinstance(self.values, Columns):
                return self._to_one(declared, self.values, definition, details)
            case ToMany():
                return write_connection(self, declared, definition, details)
            case ById():
                return write_found(self, declared, definition, details)
            case PointsTo():
                return write_pointed(self, declared, definition, details)
        raise NotCovered(f"{self.of.name}.{name}")

    def _source(self, declared: Source, definition: GraphQLField, details: Details) -> str:
        if declared.through is None:
            return self._column(declared.columns[0], definition, details)
        names, of = getattr(declared.through, "_fields", None), definition.type
        if names is not None and not declared.needs and is_non_null_type(of) and is_object_type(of.of_type):
            return self.write_inside(of.of_type, details, dict(zip(names, declared.columns, strict=True)))
        given = [self.values.value(name) for name in declared.columns] + [*map(_needed, declared.needs)]
        value = f"{self._bind(declared.through)}({', '.join(given)})"
        return self.complete(definition.type, value, details, sure=isinstance(declared.through, type))

    def _column(self, name: str, definition: GraphQLField, details: Details) -> str:
        values, named = self.values, get_named_type(definition.type)
        sure = values.is_never_null(name)
        if not is_leaf_type(named):
            return self.complete(definition.type, values.value(name), details, sure=sure)
        if values.is_text(name) and writes_text_as_it_is(named):
            stored = values.stored(name)
            return f"{self._bind(required)}({stored})" if is_non_null_type(definition.type) and not sure else stored
        # The names of an enum's values are found by the stored text too.
        value = values.stored(name) if hasattr(named, "values") else values.value(name)
        return self.complete(definition.type, value, details, sure=sure)

    def _localised(self, declared: Localised, definition: GraphQLField, details: Details) -> str:
        compilation = self.compilation
        asked = compilation.bind(declared.ask, definition, details) if details[0].node.arguments else None
        slot = compilation.slot_of(declared.relation)
        self.place.want_of_owner(slot, unless=asked)
        index = compilation.layout(declared.relation.model).place(declared.column)
        stored = f"{self._bind(column_of)}(reading.found[{slot}].get(owner), {index})"
        locale = self._local(stored) if asked is None else f"reading.bound[{asked}] or {stored}"
        given = [*map(self.values.value, declared.columns), locale]
        # A text, which a field that is localised always is, needs nothing more to be written.
        return f"{self._bind(declared.through)}({', '.join(given)})"

    def _batched(self, declared: Batched, row: Columns, definition: GraphQLField, details: Details) -> str:
        given = []
        for slot in map(self.compilation.slot_of, declared.batches):
            self.place.wants.append(Want(slot, values_of_rows(row.getter("id"))))
            given.append(f"reading.found[{slot}][{row.stored('id')}]")
        given += [*map(row.value, declared.columns), *map(_needed, declared.needs)]
        if declared.ask is not None:
            given.append(f"reading.bound[{self.compilation.bind(declared.ask, definition, details)}]")
        return self.complete(definition.type, f"{self._bind(declared.through)}({', '.join(given)})", details)

    def _to_one(self, declared: ToOne, row: Columns, definition: GraphQLField, details: Details) -> str:
        compilation, model = self.compilation, declared.relation.model
        slot, place = compilation.slot_of(declared.relation), compilation.place_of(model, self.place)
        self.place.wants.append(Want(slot, values_of_rows(row.getter(declared.key)), place))
        of: Any = get_named_type(definition.type)
        function = self.write_row(of, details, model, place)
        found = self._local(f"reading.found[{slot}].get({row.stored(declared.key)})")
        if is_non_null_type(definition.type):
            return f"{function}({self._bind(required)}({found}), owner, reading)"
        return f"(None if {found} is None else {function}({found}, owner, reading))"

    def _or_null(self, of: Any, value: str, details: Details, *, sure: bool) -> str:
        if is_non_null_type(of):
            return self._present(of.of_type, value if sure else f"{self._bind(required)}({value})", details)
        name = self._at_hand(value)
        return f"(None if {name} is None else {self._present(of, name, details)})"

    def _present(self, of: Any, value: str, details: Details) -> str:
        if is_list_type(of):
            return f"[{self.complete(of.of_type, 'item', details)} for item in {value}]"
        if is_leaf_type(of):
            return written(of, value, self.compilation.script.bind)
        if not is_object_type(of):
            raise NotCovered(of.name)
        inner = ObjectWriter(self.compilation, of, Attributes(), self.place)
        function = inner.write(self.compilation.subfields(of, details))
        return f"{function}({value}, owner, reading)"

    def _row_writer(self, of: GraphQLObjectType, kind: type[Any], place: Place) -> "ObjectWriter":
        return ObjectWriter(self.compilation, of, self.values_of(kind), place)

    def _at_hand(self, value: str) -> str:
        return value if _AT_HAND.fullmatch(value) else self._local(value)

    def _local(self, value: str) -> str:
        return self._locals.setdefault(value, f"value_{len(self._locals)}")

    def _bind(self, value: Any) -> str:
        return self.compilation.script.bind(value, getattr(value, "__name__", "value").lstrip("_"))


def _needed(need: Need) -> str:
    """What a field needs beside columns, as the generated functions know it."""
    return need.expression(context="reading.context", customer_id="owner")


def column_of(row: Any, index: int) -> Any:
    """The column of a row that may be missing."""
    return None if row is None else row[index]
