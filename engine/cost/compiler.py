"""From an operation to its cost: the nodes that its connections may return, nested page sizes multiplied."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from graphql import (
    DocumentNode,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_abstract_type,
    is_composite_type,
    type_from_ast,
)
from graphql.language import (
    FieldNode,
    FragmentDefinitionNode,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
)

from engine.cost.page_sizes import Arguments
from engine.cost.tree import FREE, Cost, Highest, Pages

Fields = dict[str, list[FieldNode]]


def compile_costs(schema: GraphQLSchema, document: DocumentNode) -> Iterator[tuple[OperationDefinitionNode, Cost]]:
    """Each operation of a valid document with its cost. The document's size must have been checked."""
    definitions = document.definitions
    fragments = {node.name.value: node for node in definitions if isinstance(node, FragmentDefinitionNode)}
    for node in definitions:
        if isinstance(node, OperationDefinitionNode):
            compiler = _Compiler(schema, fragments, Arguments.of_operation(node))
            yield node, compiler.compile(schema.get_root_type(node.operation), [node.selection_set])


@dataclass(frozen=True, slots=True)
class _Compiler:
    schema: GraphQLSchema
    fragments: dict[str, FragmentDefinitionNode]
    arguments: Arguments

    def compile(self, parent: Any, sets: list[SelectionSetNode]) -> Cost:
        if not is_abstract_type(parent):
            return self._compile_object(parent, sets)
        options = [self._compile_object(possible, sets) for possible in self.schema.get_possible_types(parent)]
        return Cost.total([Highest(tuple(options))]) if options else FREE

    def _compile_object(self, parent: GraphQLObjectType, sets: list[SelectionSetNode]) -> Cost:
        fields: Fields = {}
        met: set[str] = set()
        for selection_set in sets:
            self._collect(parent, selection_set, fields, met)
        return Cost.total([self._compile_field(parent, nodes) for nodes in fields.values()])

    def _compile_field(self, parent: GraphQLObjectType, nodes: list[FieldNode]) -> Pages | Cost:
        declared = parent.fields.get(nodes[0].name.value)
        if declared is None:
            # No type declares __typename, __schema and __type.
            return FREE
        named = get_named_type(declared.type)
        inside = FREE
        if is_composite_type(named):
            inside = self.compile(named, [node.selection_set for node in nodes if node.selection_set])
        size = self.arguments.size(declared, nodes[0])
        return inside if size is None else Pages(size, inside)

    def _collect(self, parent: GraphQLObjectType, among: SelectionSetNode, fields: Fields, met: set[str]) -> None:
        """Merges fields of one response name, as execution does: what is selected twice is read once."""
        for node in among.selections:
            if isinstance(node, FieldNode):
                name = node.alias.value if node.alias else node.name.value
                fields.setdefault(name, []).append(node)
                continue
            fragment = self._fragment(node, met)
            if fragment is not None and self._applies(fragment, parent):
                self._collect(parent, fragment.selection_set, fields, met)

    def _fragment(self, node: Any, met: set[str]) -> InlineFragmentNode | FragmentDefinitionNode | None:
        if isinstance(node, InlineFragmentNode):
            return node
        name = node.name.value
        if name in met:
            return None
        met.add(name)
        return self.fragments[name]

    def _applies(self, fragment: InlineFragmentNode | FragmentDefinitionNode, parent: GraphQLObjectType) -> bool:
        if fragment.type_condition is None:
            return True
        condition: Any = type_from_ast(self.schema, fragment.type_condition)
        return condition is parent or (is_abstract_type(condition) and self.schema.is_sub_type(condition, parent))
