"""Values written in their shape."""

from collections.abc import Callable

from engine.plans.emitter.expressions import Expression, call, made_of, unless_null
from engine.plans.emitter.output import READING, Body, Output, owner_if
from engine.plans.emitter.scalars import is_written_at_sight, required, written, written_at_sight
from engine.plans.nodes.objects import ObjectNode
from engine.plans.nodes.shapes import ListShape, ObjectShape, ScalarShape, Shape

ITEM = Expression("item", is_atom=True)


class ShapeEmitter:
    """Writes values into the body of one function; `add_function` gives the name of one that writes an object."""

    def __init__(self, output: Output, body: Body, add_function: Callable[[ObjectNode], str]) -> None:
        self._script = output.script
        self._body = body
        self._add_function = add_function

    def emit(self, shape: Shape, value: Expression) -> Expression:
        """An expression of the value as the answer has it; when run, it raises for null in a non-null type."""
        if not isinstance(shape, ScalarShape) or not is_written_at_sight(shape.of):
            return self._null_or_value(shape, value)
        atom = self._body.atom(value)
        return written_at_sight(shape.of, atom, self._null_or_value(shape, atom))

    def required(self, value: Expression) -> Expression:
        """The value, which must not be null."""
        return value if value.is_never_null else call(self._script.bind(required), value, is_never_null=True)

    def _null_or_value(self, shape: Shape, value: Expression) -> Expression:
        if not shape.is_nullable or value.is_never_null:
            return self._value(shape, self.required(value))
        atom = self._body.atom(value)
        return unless_null(atom, self._value(shape, atom))

    def _value(self, shape: Shape, value: Expression) -> Expression:
        match shape:
            case ListShape():
                return made_of(f"[{self.emit(shape.item, ITEM)} for item in {value}]", value)
            case ObjectShape():
                owner = owner_if(shape.node.needs_owner)
                return call(self._add_function(shape.node), value, owner, READING)
            case ScalarShape():
                return written(shape.of, value, self._script)
