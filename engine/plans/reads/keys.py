"""Keys: how the keys of a batch follow from rows, the customers they belong to, and the arguments."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from operator import attrgetter, itemgetter
from typing import Any, Protocol

from engine.plans.arguments.bound import Bound
from engine.plans.contents import Contents
from engine.plans.nodes.objects import Column
from resolvers.belongs_to import BelongsTo

Rows = Sequence[Any]
Ids = Sequence[str | None]


class Keys(Protocol):
    """Printed in a read plan, after the title of the batch."""

    def of(self, rows: Rows, owners: Ids, bound: Bound) -> Ids:
        """The keys for these rows, which belong to these customers."""


@dataclass(frozen=True, slots=True)
class RowValue:
    """A column, or an attribute, of each row."""

    name: str
    take: Callable[[Any], Any] = field(compare=False)

    @classmethod
    def at(cls, column: Column, contents: Contents) -> "RowValue":
        """The value of a column."""
        if column.model is None:
            return cls(column.name, attrgetter(column.name))
        return cls(column.name, itemgetter(contents.position(column)))

    def of(self, rows: Rows, _owners: Ids, _bound: Bound) -> Ids:
        """One key a row."""
        return list(map(self.take, rows))

    def __str__(self) -> str:
        return f"by {self.name} of each row"


@dataclass(frozen=True, slots=True)
class RowOwner:
    """The customer that each row belongs to."""

    def of(self, _rows: Rows, owners: Ids, _bound: Bound) -> Ids:
        """One key a row."""
        return owners

    def __str__(self) -> str:
        return "by the customer of each row"


@dataclass(frozen=True, slots=True)
class OneKey:
    """The only key of a batch that has one value for the whole request."""

    key: str

    def of(self, _rows: Rows, _owners: Ids, _bound: Bound) -> Ids:
        """The one key."""
        return [self.key]

    def __str__(self) -> str:
        return ""


@dataclass(frozen=True, slots=True)
class ArgumentIds:
    """The ids that are given as arguments and belong to one relation."""

    binding: int
    pick: Callable[[str], BelongsTo[Any] | None]
    relation: BelongsTo[Any]

    def of(self, _rows: Rows, _owners: Ids, bound: Bound) -> Ids:
        """Those of the relation; raises BadInput for wrong arguments."""
        return [key for key in bound[self.binding] if self.pick(key) is self.relation]

    def __str__(self) -> str:
        return "by the ids in the arguments"


@dataclass(frozen=True, slots=True)
class PointedIds:
    """The ids of one relation among those that the rows point to."""

    relation_of: RowValue
    key_of: RowValue
    relation: BelongsTo[Any]

    def of(self, rows: Rows, _owners: Ids, _bound: Bound) -> Ids:
        """A key for each row that points to the relation."""
        relation_of, key_of = self.relation_of.take, self.key_of.take
        return [key_of(row) for row in rows if relation_of(row) is self.relation]

    def __str__(self) -> str:
        return f"by {self.key_of.name} of each row that points to {self.relation.model.__name__}"
