"""Objects that are found by ids given as arguments, each of the type that its row is shown as."""

from typing import TYPE_CHECKING

from graphql import GraphQLField, get_nullable_type, is_list_type, is_non_null_type
from graphql.execution.collect_fields import FieldDetails

from execution.leaves import required
from execution.places import Want, ids_of_argument
from schema.declarations import face_name
from schema.edges import ById

if TYPE_CHECKING:
    from execution.objects import ObjectWriter

Details = list[FieldDetails]


def write_found(parent: "ObjectWriter", declared: ById, definition: GraphQLField, details: Details) -> str:
    """An expression of the object, or of the list of objects, that the field's arguments name."""
    asked = parent.compiler.bind(declared.ids, definition, details)
    finder = _write_finder(parent, declared, details, asked)
    of = get_nullable_type(definition.type)
    if is_list_type(of):
        return f"[{_checked(parent, of.of_type, f'{finder}(key, reading)')} for key in reading.bound[{asked}]]"
    return _checked(parent, definition.type, f"{finder}(reading.bound[{asked}][0], reading)")


def _write_finder(parent: "ObjectWriter", declared: ById, details: Details, asked: int) -> str:
    """The name of a function of an id that writes the object or None."""
    compiler, bind = parent.compiler, parent.compiler.script.bind
    lines = [f"relation = {bind(declared.pick, 'pick')}(key)"]
    for relation in declared.possible:
        of = compiler.object_type(face_name(relation.model))
        slot, place = compiler.slot_of(relation), compiler.place_of(relation.model)
        parent.place.wants.append(Want(slot, ids_of_argument(asked, declared.pick, relation), place))
        function = compiler.write_row(of, details, relation.model, place)
        lines += [
            f"if relation is {bind(relation, relation.model.__name__)}:",
            f"    row = reading.found[{slot}].get(key)",
            f"    return None if row is None else {function}(row, None, reading)",
        ]
    return compiler.script.add("find", "key, reading", lines, "None")


def _checked(parent: "ObjectWriter", of: object, value: str) -> str:
    return f"{parent.compiler.script.bind(required, 'required')}({value})" if is_non_null_type(of) else value
