"""Fields that are values: a column, or what a declared function makes."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from engine.plans.arguments.bindings import Binding
from engine.plans.nodes.objects import Column, FieldNode, ObjectNode
from engine.plans.nodes.shapes import Shape
from models.billing.customer import Customer
from resolvers import read_columns
from resolvers.belongs_to import BelongsTo
from schema.declarations.row_context import Need

# A customer's stored figures, read as a column of its row.
FIGURES = Column(read_columns.FIGURES, Customer)


@dataclass(frozen=True, slots=True)
class Computed:
    """What a declared function returns for what was loaded of `batches` by `key`, columns, needs and arguments.

    `stored` takes the value from the stored figures of the customer with that key, where there are any.
    """

    function: Callable[..., Any]
    columns: tuple[Column, ...]
    needs: tuple[Need, ...]
    batches: tuple[Any, ...] = ()
    key: Column | None = None
    binding: Binding | None = None
    stored: Callable[..., Any] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class ColumnValue(FieldNode):
    """The value of a column, written in a shape; null for a customer's token if it is withheld."""

    column: Column
    shape: Shape
    is_withheld: bool = False

    @property
    def columns(self) -> tuple[Column, ...]:
        return (self.column,)

    @property
    def objects(self) -> tuple[ObjectNode, ...]:
        return self.shape.objects


@dataclass(frozen=True, slots=True, eq=False)
class ComputedValue(FieldNode):
    """The result of a function, written in a shape."""

    source: Computed
    shape: Shape

    @property
    def columns(self) -> tuple[Column, ...]:
        key = () if self.source.key is None else (self.source.key,)
        return (*key, *self.source.columns, *(() if self.source.stored is None else (FIGURES,)))

    @property
    def objects(self) -> tuple[ObjectNode, ...]:
        return self.shape.objects

    @property
    def batches(self) -> tuple[Any, ...]:
        return self.source.batches

    @property
    def bindings(self) -> tuple[Binding, ...]:
        return () if self.source.binding is None else (self.source.binding,)

    @property
    def uses_owner(self) -> bool:
        return Need.CUSTOMER_ID in self.source.needs or any(node.needs_owner for node in self.objects)


@dataclass(frozen=True, slots=True, eq=False)
class Parts(FieldNode):
    """An object that need not be made, because each of its parts is a column of the row."""

    node: ObjectNode

    @property
    def objects(self) -> tuple[ObjectNode, ...]:
        return (self.node,)


@dataclass(frozen=True, slots=True, eq=False)
class LocalisedText(FieldNode):
    """`function(columns…, locale)`: the locale of the arguments, or else of `column` of the customer's row."""

    function: Callable[..., str]
    own_columns: tuple[Column, ...]
    relation: BelongsTo[Any]
    locale: Column
    binding: Binding | None

    @property
    def columns(self) -> tuple[Column, ...]:
        return (*self.own_columns, self.locale)

    @property
    def batches(self) -> tuple[Any, ...]:
        return (self.relation,)

    @property
    def bindings(self) -> tuple[Binding, ...]:
        return () if self.binding is None else (self.binding,)

    @property
    def uses_owner(self) -> bool:
        return True
