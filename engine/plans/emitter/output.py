"""What all emitters write to, and the body of the function that is being written."""

from dataclasses import dataclass, field
from typing import NamedTuple

from engine.plans.contents import Contents
from engine.plans.emitter.columns import variable_of
from engine.plans.emitter.expressions import NULL, Expression
from engine.plans.emitter.script import Script
from engine.plans.nodes.objects import ObjectNode, Rows

READING = Expression("reading", is_atom=True)
ROW = Expression("row", is_atom=True, uses_row=True)
OWNER = Expression("owner", is_atom=True)


class Output(NamedTuple):
    """The script that grows, the contents of the whole tree, and the names of the functions that write objects."""

    script: Script
    contents: Contents
    functions: dict[ObjectNode, str]

    def unpacked(self, rows: Rows) -> str:
        """The target of an assignment that takes a table's row apart, into a variable for each column."""
        assert rows.model is not None  # noqa: S101
        return f"({', '.join(map(variable_of, self.contents.columns(rows.model)))},)"


@dataclass(frozen=True, slots=True)
class Body:
    """Local variables of a function: what several expressions need is computed once."""

    _names: dict[str, str] = field(default_factory=dict)
    values: list[Expression] = field(default_factory=list)

    @property
    def lines(self) -> list[str]:
        """The assignments."""
        return [f"{name} = {text}" for text, name in self._names.items()]

    def atom(self, value: Expression) -> Expression:
        """The value as an atom; if it is not one, it is assigned to a local variable."""
        if value.is_atom:
            return value
        if value.text not in self._names:
            self._names[value.text] = f"value_{len(self._names)}"
            self.values.append(value)
        return Expression(self._names[value.text], value.is_never_null, is_atom=True)


def owner_if(needed: bool) -> Expression:
    """The customer that a row belongs to, for a function that needs it."""
    return OWNER if needed else NULL
