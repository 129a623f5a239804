"""Validation: GraphQL's rules in bounded time, with errors that reveal nothing about a hidden schema."""

import re
from typing import Any

from graphql import DocumentNode, GraphQLError, GraphQLSchema, specified_rules
from graphql.language import SKIP, FieldNode, VisitorAction
from graphql.validation import ASTValidationRule, OverlappingFieldsCanBeMergedRule, ValidationContext, ValidationRule
from graphql.validation.validate import ValidationAbortedError

from engine.documents.rules import find_errors
from engine.errors import LIMIT_EXCEEDED, VALIDATION_FAILED, with_code
from engine.limits import Limits

# Comparing all fields of one response name is quadratic. So many comparisons take 0.1 s.
MAX_COMPARISONS = 15_000

INTROSPECTION_FIELDS = ("__schema", "__type")

_SWITCHED_OFF = "Introspection is switched off."
_TOO_COMPLEX = "The document is too complex to be validated: it repeats too many fields or fragments."
_SUGGESTION = re.compile(r" Did you mean .*$", re.DOTALL)


class BoundedOverlapRule(OverlappingFieldsCanBeMergedRule):
    """GraphQL's rule that fields of one response name can be merged, with a smaller budget than the library's."""

    def __init__(self, context: ValidationContext) -> None:
        super().__init__(context)
        self.rule_context.remaining_complexity_budget = MAX_COMPARISONS


class NoIntrospectionRule(ValidationRule):
    """Refuses fields that describe the schema; `__typename` stays allowed."""

    def enter_field(self, node: FieldNode, *_rest: Any) -> VisitorAction:
        """Reports the field and skips its selections."""
        if node.name.value not in INTROSPECTION_FIELDS:
            return None
        self.report_error(GraphQLError(_SWITCHED_OFF, node))
        return SKIP


_RULES: list[type[ASTValidationRule]] = [*specified_rules]
_RULES[_RULES.index(OverlappingFieldsCanBeMergedRule)] = BoundedOverlapRule


def validate_document(
    schema: GraphQLSchema, document: DocumentNode, limits: Limits, introspection: bool
) -> list[GraphQLError]:
    """The document's errors with their codes, at most `limits.validation_errors`; none for a valid document."""
    rules: list[type[ASTValidationRule]] = _RULES if introspection else [NoIntrospectionRule, *_RULES]
    most = limits.validation_errors
    errors = find_errors(schema, document, rules, most, hide=not introspection)
    if not introspection:
        errors = _only_refusal(errors)
    return [_coded(error) for error in errors[:most]]


def without_suggestion(message: str) -> str:
    """The message without its suggestion, which names parts of the schema."""
    return _SUGGESTION.sub("", message)


def _only_refusal(errors: list[GraphQLError]) -> list[GraphQLError]:
    # The other rules visit a refused field too, and their errors name the types that it leads to.
    refused = [error for error in errors if error.message == _SWITCHED_OFF]
    return refused[:1] or errors


def _coded(error: GraphQLError) -> GraphQLError:
    if isinstance(error, ValidationAbortedError):
        return with_code(GraphQLError(_TOO_COMPLEX), LIMIT_EXCEEDED)
    return with_code(error, VALIDATION_FAILED)
