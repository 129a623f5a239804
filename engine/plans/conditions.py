"""The variables that @skip and @include depend on: with their values a document's selections are known."""

from collections.abc import Iterator

from graphql import DocumentNode, GraphQLSchema, OperationDefinitionNode, get_variable_values
from graphql.execution.values import VariableValues
from graphql.language import DirectiveNode, FragmentDefinitionNode, SelectionSetNode, VariableNode


def condition_variables(document: DocumentNode) -> dict[str, bool]:
    """Their names, each with a value that leaves its field in: true for @include, false for @skip."""
    names: dict[str, bool] = {}
    for definition in document.definitions:
        if isinstance(definition, OperationDefinitionNode | FragmentDefinitionNode):
            for directive in _directives(definition.selection_set):
                for argument in directive.arguments or ():
                    if isinstance(argument.value, VariableNode):
                        names[argument.value.name.value] = directive.name.value == "include"
    return names


def values_that_include(
    schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode
) -> VariableValues:
    """Values of an operation's conditions that select as many fields as they can."""
    conditions = condition_variables(document)
    definitions = [
        definition
        for definition in operation.variable_definitions or ()
        if definition.variable.name.value in conditions
    ]
    values = get_variable_values(schema, definitions, conditions)
    assert isinstance(values, VariableValues), values  # noqa: S101
    return values


def _directives(selection_set: SelectionSetNode) -> Iterator[DirectiveNode]:
    for selection in selection_set.selections:
        yield from selection.directives or ()
        inside: SelectionSetNode | None = getattr(selection, "selection_set", None)
        if inside is not None:
            yield from _directives(inside)
