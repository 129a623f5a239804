"""What an operation selects: fields collected and merged by GraphQL's own functions, with their arguments."""

from collections.abc import Callable
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
from strawberry import Schema
from strawberry.types.field import StrawberryField

from engine.plans.arguments.bindings import Binding, bind_field
from engine.plans.nodes.objects import FieldNode
from engine.plans.not_covered import NotCovered
from schema.declarations.field import DECLARED

Details = list[FieldDetails]
Selected = dict[str, Details]

STRAWBERRY = "strawberry-definition"


class OperationFields:
    """The fields of one operation. Of the variables only those of @skip and @include matter."""

    def __init__(
        self, schema: Schema, document: DocumentNode, operation: OperationDefinitionNode, variables: VariableValues
    ) -> None:
        self._strawberry = schema
        self._schema = schema._schema
        self._operation = operation
        self._variables = variables
        # Fields that ask for the same of the same kind of object are one node of the plan.
        self.nodes: dict[Any, FieldNode] = {}
        definitions = document.definitions
        self._fragments = {
            node.name.value: FragmentDetails(node) for node in definitions if isinstance(node, FragmentDefinitionNode)
        }

    def root(self) -> tuple[GraphQLObjectType, Selected]:
        """The type of queries, and the fields that the operation selects of it."""
        of = self._schema.query_type
        assert of is not None  # noqa: S101
        return of, _plain(collect_fields(self._schema, self._fragments, self._variables, of, self._operation))

    def subfields(self, of: GraphQLObjectType, details: Details) -> Selected:
        """The fields that are selected of an object, merged, by their names in the answer."""
        return _plain(collect_subfields(self._schema, self._fragments, self._variables, self._operation, of, details))

    def object_type(self, name: str) -> GraphQLObjectType:
        """The object type of this name."""
        found = self._schema.type_map[name]
        if not isinstance(found, GraphQLObjectType):
            raise NotCovered(f"{name} is no object type")
        return found

    def bind(self, ask: Callable[..., Any], definition: GraphQLField, details: Details) -> Binding:
        """The binding of a field's arguments to the function that takes them."""
        return bind_field(self._strawberry, ask, definition, strawberry_field(definition), details[0].node)


def text_of(details: Details) -> tuple[str, ...] | None:
    """What the field asks for, without the name that it has in the answer; None where the source is not known."""
    places = [(detail.node.name.loc, detail.node.loc) for detail in details]
    return tuple([whole.source.body[name.start : whole.end] for name, whole in places if name and whole]) or None


def strawberry_field(definition: GraphQLField) -> StrawberryField:
    """The field as it is defined in Python, with its metadata."""
    field: StrawberryField = definition.extensions[STRAWBERRY]
    return field


def declaration_of(field: StrawberryField) -> Any:
    """What the field's metadata say that it is made of; None where they say nothing."""
    return field.metadata.get(DECLARED)


def field_name(details: Details) -> str:
    """The name that the schema has for the field."""
    return details[0].node.name.value


def _plain(collected: CollectedFields) -> Selected:
    if collected.new_defer_usages:
        raise NotCovered("@defer")
    return collected.grouped_field_set
