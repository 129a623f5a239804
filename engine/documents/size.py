"""The size of operations with their fragments spread. Each fragment is measured once, so time is linear."""

from dataclasses import dataclass, field
from typing import Any

from graphql.language import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
)

from engine.limits import MAX_NESTING, LimitExceeded, Limits, refuse_beyond


@dataclass(slots=True)
class Measure:
    """The size of a selection set.

    `depth` is the number of fields on its longest path, `nesting` counts the fragments on it too. `fields` are
    those of the set itself; `selections`, `aliases` and `directives` are counted at all of its levels.
    """

    depth: int = 0
    nesting: int = 0
    fields: int = 0
    selections: int = 0
    aliases: int = 0
    directives: int = 0


@dataclass(slots=True)
class Ruler:
    """Measures the operations of one document, which was not validated yet."""

    fragments: dict[str, FragmentDefinitionNode]
    _measured: dict[str, Measure] = field(default_factory=dict)

    def measure(self, selection_set: SelectionSetNode, level: int = 1) -> Measure:
        """The size of a selection set at this level. Raises LimitExceeded when it nests too deeply."""
        _refuse_nesting(level)
        total = Measure(nesting=1)
        for selection in selection_set.selections:
            _add(total, selection, self._inside(selection, level + 1))
        # A fragment that was measured before is not visited again, though it may be spread at a deeper level now.
        _refuse_nesting(level + total.nesting - 1)
        return total

    def _inside(self, selection: Any, level: int) -> Measure:
        if isinstance(selection, FragmentSpreadNode):
            return self._fragment(selection.name.value, level)
        nested = selection.selection_set
        return Measure() if nested is None else self.measure(nested, level)

    def _fragment(self, name: str, level: int) -> Measure:
        measured = self._measured.get(name)
        if measured is None:
            fragment = self.fragments.get(name)
            # Empty until it is measured, so that a cycle ends here. Validation reports cycles and unknown names.
            self._measured[name] = measured = Measure()
            if fragment is not None:
                self._measured[name] = measured = self.measure(fragment.selection_set, level)
        return measured


def check_size(document: DocumentNode, limits: Limits) -> None:
    """Raises LimitExceeded when the document or one of its operations exceeds a limit."""
    definitions = document.definitions
    ruler = Ruler({node.name.value: node for node in definitions if isinstance(node, FragmentDefinitionNode)})
    selections = mutations = 0
    for operation in definitions:
        if isinstance(operation, OperationDefinitionNode):
            measure = ruler.measure(operation.selection_set)
            _check_operation(operation, measure, limits)
            selections += measure.selections
            mutations += measure.fields if operation.operation is OperationType.MUTATION else 0
            refuse_beyond(limits.selections, selections, "selections when its fragments are put in place")
            refuse_beyond(limits.mutations, mutations, "mutations")


def _check_operation(operation: OperationDefinitionNode, measure: Measure, limits: Limits) -> None:
    variables = operation.variable_definitions or ()
    directives = len(operation.directives or ()) + sum(len(variable.directives or ()) for variable in variables)
    refuse_beyond(limits.depth, measure.depth, "levels of fields")
    refuse_beyond(limits.root_fields, measure.fields, "root fields in an operation")
    refuse_beyond(limits.aliases, measure.aliases, "aliases in an operation")
    refuse_beyond(limits.directives, measure.directives + directives, "directives in an operation")


def _add(total: Measure, selection: Any, inside: Measure) -> None:
    is_field = isinstance(selection, FieldNode)
    total.depth = max(total.depth, inside.depth + is_field)
    total.nesting = max(total.nesting, inside.nesting + 1)
    total.fields += 1 if is_field else inside.fields
    total.selections += inside.selections + 1
    total.aliases += inside.aliases + (isinstance(selection, FieldNode) and selection.alias is not None)
    total.directives += inside.directives + len(selection.directives or ())


def _refuse_nesting(level: int) -> None:
    if level > MAX_NESTING:
        raise LimitExceeded(f"The document nests fields and fragments more than {MAX_NESTING} levels deep.")
