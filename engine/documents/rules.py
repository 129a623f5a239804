"""Runs rules of validation over a document: the errors of graphql-core's `validate`, in half of its time.

The library asks each rule about each node, also where no rule has anything to say, visits names, of which no rule wants
to know, and computes hashes of whole syntax trees.
"""

from collections.abc import Callable, Sequence
from typing import Any

from graphql import DocumentNode, GraphQLError, GraphQLSchema, TypeInfo, Visitor, visit
from graphql.language import FragmentDefinitionNode, Node
from graphql.language.visitor import EnterLeaveVisitor, VisitorAction
from graphql.pyutils import RefMap
from graphql.validation import ASTValidationRule, ValidationContext
from graphql.validation.validate import FragmentNestingVisitor, ValidationAbortedError, query_document_keys_to_validate
from graphql.validation.validation_context import VariableUsageVisitor

_REMEMBERED = ("_fragment_spreads", "_variable_usages", "_recursive_variable_usages")
_NAMES = ("name", "alias")
_KEYS = {
    kind: tuple(key for key in keys if key not in _NAMES) for kind, keys in query_document_keys_to_validate.items()
}


def find_errors(
    schema: GraphQLSchema, document: DocumentNode, rules: Sequence[type[ASTValidationRule]], most: int, hide: bool
) -> list[GraphQLError]:
    """At most `most` errors, and one more that says that validation was aborted; `hide` leaves suggestions out."""
    errors: list[GraphQLError] = []

    def report(error: GraphQLError) -> None:
        if len(errors) >= most:
            raise ValidationAbortedError("There are more errors.")
        errors.append(error)

    types = TypeInfo(schema)
    context = _Context(schema, document, types, report, hide)
    visitors = [FragmentNestingVisitor(_fragments(document)), *(rule(context) for rule in rules)]
    try:
        visit(document, _Rules(types, visitors), _KEYS)
    except (ValidationAbortedError, RecursionError):
        # The error itself would keep the frames of the validation alive.
        errors.append(ValidationAbortedError("Validation was given up."))
    return errors


def _fragments(document: DocumentNode) -> dict[str, FragmentDefinitionNode]:
    return {node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)}


class _Context(ValidationContext):
    """Remembers by the node itself what it found out about one; the library does by its content."""

    def __init__(self, *facts: Any) -> None:
        super().__init__(*facts)
        by_node: dict[str, Any] = {name: RefMap() for name in _REMEMBERED}
        vars(self).update(by_node)

    def get_variable_usages(self, node: Any) -> Any:
        usages = self._variable_usages.get(node)
        if usages is None:
            types, fragment = self._type_info, node if isinstance(node, FragmentDefinitionNode) else None
            visitor = VariableUsageVisitor(types, fragment)
            visit(node, _Rules(types, [visitor]), _KEYS)
            usages = self._variable_usages[node] = visitor.usages
        return usages


class _Rules(Visitor):
    """Asks those rules alone that have something to say about a kind of node; `types` know then where they are.

    Rules edit nothing, and none of them says what to do next when it leaves a node.
    """

    def __init__(self, types: TypeInfo, rules: Sequence[Visitor]) -> None:
        super().__init__()
        self._types = types
        self._rules = rules
        # For each rule the node within which it looks at nothing; BREAK for the rest of the document.
        self._skipping: list[Any] = [None] * len(rules)

    def get_enter_leave_for_kind(self, kind: str) -> EnterLeaveVisitor:
        known = self.enter_leave_map.get(kind)
        if known is None:
            known = self.enter_leave_map[kind] = EnterLeaveVisitor(self._enter(kind), self._leave(kind))
        return known

    def _enter(self, kind: str) -> Callable[..., VisitorAction]:
        asked = [(number, rule.get_enter_leave_for_kind(kind).enter) for number, rule in enumerate(self._rules)]
        entering = [(number, enter) for number, enter in asked if enter]
        step_in = getattr(self._types, f"enter_{kind}", None)
        skipping = self._skipping

        def enter(node: Node, *place: Any) -> VisitorAction:
            if step_in:
                step_in(node)
            for number, look in entering:
                if not skipping[number]:
                    action = look(node, *place)
                    if action is not None:
                        skipping[number] = node if action in (False, self.SKIP) else self.BREAK
            return None

        return enter

    def _leave(self, kind: str) -> Callable[..., VisitorAction]:
        asked = [(number, *rule.get_enter_leave_for_kind(kind)) for number, rule in enumerate(self._rules)]
        leaving = [(number, leave) for number, enter, leave in asked if enter or leave]
        step_out = getattr(self._types, f"leave_{kind}", None)
        skipping = self._skipping

        def leave(node: Node, *place: Any) -> VisitorAction:
            for number, look in leaving:
                if skipping[number] is node:
                    skipping[number] = None
                elif look and not skipping[number]:
                    look(node, *place)
            if step_out:
                step_out()
            return None

        return leave
