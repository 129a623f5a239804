"""Objects and their fields: what every node of the tree has."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from sqlmodel import SQLModel

from engine.plans.arguments.bindings import Binding


class Column(NamedTuple):
    """A column of a table's row, or, without a model, an attribute of an object that a function made."""

    name: str
    model: type[SQLModel] | None


class Rows(NamedTuple):
    """What an object is written from: a table's row, which may name its customer in the column `owner`, or an object.

    Without a model it is an object.
    """

    model: type[SQLModel] | None = None
    owner: str | None = None


class FieldNode:
    """A selected field. Properties that a subclass does not override are empty."""

    __slots__ = ()

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns that must be read for it, of its own rows or of others."""
        return ()

    @property
    def objects(self) -> tuple["ObjectNode", ...]:
        """The objects that are written inside it."""
        return ()

    @property
    def batches(self) -> tuple[Any, ...]:
        """The batches that it shares with other fields: those that don't depend on arguments."""
        return ()

    @property
    def bindings(self) -> tuple[Binding, ...]:
        """The bindings of its arguments, if it has any."""
        return ()

    @property
    def uses_owner(self) -> bool:
        """Whether it must know the customer that its row belongs to."""
        return any(node.needs_owner for node in self.objects)


class Selection(NamedTuple):
    """A field under the name that it has in the answer."""

    name: str
    node: FieldNode


@dataclass(frozen=True, eq=False)
class ObjectNode:
    """An object of the answer."""

    type_name: str
    rows: Rows
    selections: tuple[Selection, ...]

    @cached_property
    def uses_owner(self) -> bool:
        """Whether a field must know the customer that the row belongs to."""
        return any(selection.node.uses_owner for selection in self.selections)

    @property
    def needs_owner(self) -> bool:
        """Whether that customer must come from outside, because the row does not name it."""
        return self.uses_owner and self.rows.owner is None


@dataclass(frozen=True, slots=True, eq=False)
class Typename(FieldNode):
    """`__typename`."""

    type_name: str
