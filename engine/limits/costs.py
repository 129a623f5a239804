"""What an operation costs: the nodes that its connections may return, page sizes multiplying."""

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

from engine.limits.page_sizes import Arguments, Size, Variables

Fields = dict[str, list[FieldNode]]


@dataclass(frozen=True, slots=True)
class Pages:
    """The nodes of one field, and what is in each of them."""

    size: Size
    inside: "Cost"

    @property
    def varies(self) -> bool:
        """Whether variables have a say."""
        return self.size.varies or self.inside.varies

    def of(self, variables: Variables) -> int:
        """Nodes."""
        return self.size.of(variables) * (1 + self.inside.of(variables))


@dataclass(frozen=True, slots=True)
class Highest:
    """An object whose type is known only when it is read: the dearest of its types."""

    options: tuple["Cost", ...]

    @property
    def varies(self) -> bool:
        """Whether variables have a say."""
        return any(option.varies for option in self.options)

    def of(self, variables: Variables) -> int:
        """Nodes."""
        return max(option.of(variables) for option in self.options)


@dataclass(frozen=True, slots=True)
class Cost:
    """The cost of a selection set: compiled once, and counted for the variables of each request.

    `fixed` are the nodes that no variable has a say in; the others are those of its `parts`.
    """

    fixed: int = 0
    parts: tuple["Pages | Highest | Cost", ...] = ()

    @classmethod
    def total(cls, parts: list["Pages | Highest | Cost"]) -> "Cost":
        """What they cost together."""
        varied = tuple(part for part in parts if part.varies)
        return cls(sum(part.of({}) for part in parts if not part.varies), varied)

    @property
    def varies(self) -> bool:
        """Whether variables have a say."""
        return bool(self.parts)

    def of(self, variables: Variables) -> int:
        """Nodes."""
        total = self.fixed
        for part in self.parts:
            total += part.of(variables)
        return total


FREE = Cost()


def compile_costs(schema: GraphQLSchema, document: DocumentNode) -> dict[str | None, Cost]:
    """The cost of each operation of a valid document of bounded size, by its name."""
    definitions = document.definitions
    fragments = {node.name.value: node for node in definitions if isinstance(node, FragmentDefinitionNode)}
    costs = {}
    for node in definitions:
        if isinstance(node, OperationDefinitionNode):
            compiler = _Compiler(schema, fragments, Arguments.of_operation(node))
            root = schema.get_root_type(node.operation)
            costs[node.name.value if node.name else None] = compiler.compile(root, [node.selection_set])
    return costs


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
            # __typename, __schema and __type stand on no type.
            return FREE
        named = get_named_type(declared.type)
        inside = FREE
        if is_composite_type(named):
            inside = self.compile(named, [node.selection_set for node in nodes if node.selection_set])
        size = self.arguments.size(declared, nodes[0])
        return inside if size is None else Pages(size, inside)

    def _collect(self, parent: GraphQLObjectType, among: SelectionSetNode, fields: Fields, met: set[str]) -> None:
        """Gathers the fields by response name, as execution does: what is asked twice is read once."""
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
