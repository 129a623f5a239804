"""Objects that are found by ids, of arguments or of rows, each of the type that its row is shown as."""

from collections.abc import Callable
from typing import Any

from graphql import GraphQLField, get_nullable_type, is_list_type, is_non_null_type
from graphql.execution.collect_fields import FieldDetails

from engine.plans.parent import Parent
from engine.plans.read_levels import Keys, Want, ids_of_argument, pointed_of_rows
from engine.plans.scalars import required
from resolvers.belongs_to import BelongsTo
from schema.declarations.by_id import ById
from schema.declarations.row_types import type_name_of
from schema.declarations.to_one import PointsTo

Details = list[FieldDetails]


def write_found(parent: Parent, declared: ById, definition: GraphQLField, details: Details) -> str:
    """An expression of the object, or of the list of objects, that the field's arguments name."""
    asked = parent.compilation.bind(declared.ids, definition, details)
    finder = _write_finder(
        parent, declared.possible, details, lambda relation: ids_of_argument(asked, declared.pick, relation)
    )
    pick, of = parent.compilation.script.bind(declared.pick, "pick"), get_nullable_type(definition.type)
    if is_list_type(of):
        found = _checked(parent, of.of_type, f"{finder}({pick}(key), key, reading)")
        return f"[{found} for key in reading.bound[{asked}]]"
    key = f"reading.bound[{asked}][0]"
    return _checked(parent, definition.type, f"{finder}({pick}({key}), {key}, reading)")


def write_pointed(parent: Parent, declared: PointsTo, definition: GraphQLField, details: Details) -> str:
    """An expression of the object that the row names."""
    values = parent.values
    relation_of, key_of = values.getter(declared.relation), values.getter(declared.key)
    finder = _write_finder(
        parent, declared.possible, details, lambda relation: pointed_of_rows(relation_of, key_of, relation)
    )
    named = f"{values.stored(declared.relation)}, {values.stored(declared.key)}"
    return _checked(parent, definition.type, f"{finder}({named}, reading)")


def _write_finder(
    parent: Parent,
    possible: tuple[BelongsTo[Any], ...],
    details: Details,
    keys_of: Callable[[BelongsTo[Any]], Keys],
) -> str:
    """The name of a function of a relation and an id that writes the object or None."""
    compilation, bind = parent.compilation, parent.compilation.script.bind
    lines: list[str] = []
    for relation in possible:
        of = compilation.object_type(type_name_of(relation.model))
        slot, place = compilation.slot_of(relation), compilation.place_of(relation.model, parent.place)
        parent.place.wants.append(Want(slot, keys_of(relation), place))
        function = parent.write_row(of, details, relation.model, place)
        lines += [
            f"if relation is {bind(relation, relation.model.__name__)}:",
            f"    row = reading.found[{slot}].get(key)",
            f"    return None if row is None else {function}(row, None, reading)",
        ]
    return compilation.script.add("find", "relation, key, reading", lines, "None")


def _checked(parent: Parent, of: object, value: str) -> str:
    return f"{parent.compilation.script.bind(required, 'required')}({value})" if is_non_null_type(of) else value
