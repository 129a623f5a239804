"""Lookups: objects found by ids of arguments or of rows, each of the type that its row is shown as."""

from collections.abc import Callable

from engine.plans.emitter.columns import stored_value
from engine.plans.emitter.expressions import NULL, Expression, call, made_of
from engine.plans.emitter.output import READING, Output
from engine.plans.emitter.scalars import required
from engine.plans.nodes.lookups import Candidate, Lookup, PointedTo
from engine.plans.nodes.objects import ObjectNode

AddFunction = Callable[[ObjectNode], str]


def emit_lookup(output: Output, node: Lookup, add_function: AddFunction) -> Expression:
    """The object, or the list of objects, that the field's arguments name."""
    find = _add_find(output, node.candidates, add_function)
    pick, number = output.script.bind(node.pick, "pick"), output.contents.number_of_binding(node.binding)
    key = Expression("key" if node.is_list else f"reading.bound[{number}][0]")
    found = _checked(output, node.is_nullable, call(find, call(pick, key), key, READING))
    return Expression(f"[{found} for key in reading.bound[{number}]]") if node.is_list else found


def emit_pointed_to(output: Output, node: PointedTo, add_function: AddFunction) -> Expression:
    """The object that the row names."""
    find = _add_find(output, node.candidates, add_function)
    found = call(find, stored_value(node.relation), stored_value(node.key), READING)
    return _checked(output, node.is_nullable, found)


def _add_find(output: Output, candidates: tuple[Candidate, ...], add_function: AddFunction) -> str:
    """The name of a function that writes the object of a relation and an id, or None."""
    lines: list[str] = []
    for relation, node in candidates:
        lines += [
            f"if relation is {output.script.bind(relation, relation.model.__name__)}:",
            f"    row = reading.found[{output.contents.number_of(relation)}].get(key)",
            f"    return None if row is None else {add_function(node)}(row, None, reading)",
        ]
    return output.script.add("find", "relation, key, reading", lines, NULL)


def _checked(output: Output, is_nullable: bool, value: Expression) -> Expression:
    return value if is_nullable else made_of(f"{output.script.bind(required)}({value})", value)
