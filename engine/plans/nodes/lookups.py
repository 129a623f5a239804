"""Fields that are rows found by their ids: of a column, of arguments, or of what a row points to."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from engine.plans.arguments.bindings import Binding
from engine.plans.nodes.objects import Column, FieldNode, ObjectNode
from resolvers.belongs_to import BelongsTo


@dataclass(frozen=True, slots=True, eq=False)
class ToOneNode(FieldNode):
    """The row whose id is in the column `key`."""

    relation: BelongsTo[Any]
    key: Column
    node: ObjectNode
    is_nullable: bool

    @property
    def columns(self) -> tuple[Column, ...]:
        return (self.key,)

    @property
    def objects(self) -> tuple[ObjectNode, ...]:
        return (self.node,)

    @property
    def batches(self) -> tuple[Any, ...]:
        return (self.relation,)


class Candidate(NamedTuple):
    """One of the relations that an id may belong to, and the object that is written of its row."""

    relation: BelongsTo[Any]
    node: ObjectNode


@dataclass(frozen=True, slots=True, eq=False)
class _OneOfCandidates(FieldNode):
    """A row of one of several relations."""

    candidates: tuple[Candidate, ...]
    is_nullable: bool

    @property
    def objects(self) -> tuple[ObjectNode, ...]:
        return tuple(candidate.node for candidate in self.candidates)

    @property
    def batches(self) -> tuple[Any, ...]:
        return tuple(candidate.relation for candidate in self.candidates)

    @property
    def uses_owner(self) -> bool:
        return False


@dataclass(frozen=True, slots=True, eq=False)
class Lookup(_OneOfCandidates):
    """The rows that have the ids of the arguments; `pick` tells which relation an id belongs to."""

    binding: Binding
    pick: Callable[[str], BelongsTo[Any] | None]
    is_list: bool

    @property
    def bindings(self) -> tuple[Binding, ...]:
        return (self.binding,)


@dataclass(frozen=True, slots=True, eq=False)
class PointedTo(_OneOfCandidates):
    """The row that each row names in two columns: its relation and its id."""

    relation: Column
    key: Column

    @property
    def columns(self) -> tuple[Column, ...]:
        return (self.relation, self.key)
