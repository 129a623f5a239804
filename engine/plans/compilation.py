"""A plan in the making: what every part of the compilation shares."""

from collections.abc import Callable
from functools import partial
from typing import Any

from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLField,
    GraphQLObjectType,
    OperationDefinitionNode,
)
from graphql.execution.collect_fields import (
    CollectedFields,
    FieldDetails,
    FragmentDetails,
    collect_fields,
    collect_subfields,
)
from graphql.execution.values import VariableValues
from sqlmodel import SQLModel
from strawberry import Schema

from engine.plans.arguments import Binding, Bindings, bind_field
from engine.plans.layouts import Layout
from engine.plans.not_covered import NotCovered
from engine.plans.plan import Plan
from engine.plans.read_levels import BatchOf, Holds, Place, Slot
from engine.plans.source import Script
from resolvers.belongs_to import BelongsTo
from resolvers.paging.pages import RowsOfPage
from resolvers.scopes import owner_name

Details = list[FieldDetails]
Selected = dict[str, Details]

STRAWBERRY = "strawberry-definition"


class Compilation:
    """One plan's script, layouts, slots and bindings; it knows nothing of how objects are written."""

    def __init__(
        self, schema: Schema, document: DocumentNode, operation: OperationDefinitionNode, variables: VariableValues
    ) -> None:
        self._strawberry = schema
        self.schema = schema._schema
        self._operation = operation
        self._variables = variables
        definitions = document.definitions
        self._fragments = {
            node.name.value: FragmentDetails(node) for node in definitions if isinstance(node, FragmentDefinitionNode)
        }
        self.script = Script()
        self._layouts: dict[type[SQLModel], Layout] = {}
        self._slots: list[Callable[[], Slot]] = []
        self._slot_of: dict[Any, int] = {}
        self._bindings: list[Binding] = []

    def root(self) -> tuple[GraphQLObjectType, Selected]:
        """The type of queries, and the fields that the operation selects of it."""
        of = self.schema.query_type
        assert of is not None  # noqa: S101
        return of, _plain(collect_fields(self.schema, self._fragments, self._variables, of, self._operation))

    def finish(self, root: Place, function: str) -> Plan:
        """The plan that is written by this function, from what the root's place wants."""
        for layout in self._layouts.values():
            self.script.fill({layout.mark: layout.variables, layout.rows_mark: layout.rows})
        write = self.script.load(function)
        root.drop_idle()
        slots = tuple(finished() for finished in self._slots)
        return Plan(Bindings(self._bindings), slots, root, lambda reading: write((), None, reading), self.script.source)

    def subfields(self, of: GraphQLObjectType, details: Details) -> Selected:
        """The fields that are selected of an object, merged, by their response names."""
        return _plain(collect_subfields(self.schema, self._fragments, self._variables, self._operation, of, details))

    def object_type(self, name: str) -> GraphQLObjectType:
        """A type of the schema."""
        found = self.schema.type_map[name]
        if not isinstance(found, GraphQLObjectType):
            raise NotCovered(name)
        return found

    def layout(self, model: type[SQLModel]) -> Layout:
        """The one layout of the model's rows."""
        layout = self._layouts.get(model)
        if layout is None:
            layout = self._layouts[model] = Layout(model)
        return layout

    def layout_of(self, kind: type[Any]) -> Layout | None:
        """The same of any kind of rows; None where they are no table's but objects."""
        return self.layout(kind) if issubclass(kind, SQLModel) else None

    def place_of(self, kind: Any, parent: Place) -> Place:
        """A new place for rows of the kind that hang on the rows of another."""
        owner, layout = owner_name(kind), self.layout_of(kind)
        return Place(parent, None if owner is None or layout is None else partial(layout.place, owner))

    def bind(self, ask: Callable[..., Any], definition: GraphQLField, details: Details) -> int:
        """Where the requests of this plan find what the field's arguments ask for."""
        field = definition.extensions[STRAWBERRY]
        self._bindings.append(bind_field(self._strawberry, ask, definition, field, details[0].node))
        return len(self._bindings) - 1

    def slot_of(self, batch: Any) -> int:
        """The slot of a batch that needs no arguments; a relation's has the model's layout."""
        if batch not in self._slot_of:
            layout = self.layout(batch.model) if isinstance(batch, BelongsTo) else None
            self._slot_of[batch] = self.slot(lambda _: batch, layout)
        return self._slot_of[batch]

    def slot(self, batch_of: BatchOf, layout: Layout | None) -> int:
        """A new slot of a batch that has one row, or another value, for a key."""
        # Only in the end it is known which columns are read.
        self._slots.append(lambda: Slot(batch_of, columns=None if layout is None else layout.columns))
        return len(self._slots) - 1

    def slot_of_pages(self, page_of: BatchOf, layout: Layout | None, known_as: BelongsTo[Any] | None) -> int:
        """A new slot of a batch that has a page for a key."""

        def finished() -> Slot:
            if layout is None:
                return Slot(page_of, Holds.PAGE)
            known = self._slot_of.get(known_as)
            if layout.in_pages:
                return Slot(page_of, Holds.PAGE, layout.columns, known)
            return Slot(lambda bound: RowsOfPage(page_of(bound)), Holds.ROWS, layout.columns, known)

        self._slots.append(finished)
        return len(self._slots) - 1


def _plain(collected: CollectedFields) -> Selected:
    if collected.new_defer_usages:
        raise NotCovered("@defer")
    return collected.grouped_field_set
