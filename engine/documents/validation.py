"""Validation: GraphQL's rules in bounded time, with errors that tell no more than they may."""

import re
from typing import Any

from graphql import DocumentNode, GraphQLError, GraphQLSchema, specified_rules, validate
from graphql.language import SKIP, FieldNode, VisitorAction
from graphql.validation import ASTValidationRule, OverlappingFieldsCanBeMergedRule, ValidationContext, ValidationRule
from graphql.validation.validate import ValidationAbortedError

from engine.errors import LIMIT_EXCEEDED, VALIDATION_FAILED, with_code
from engine.limits.limits import Limits

# Comparing every field with every other of its name is quadratic: this much takes 0.1 s, then it is given up.
MAX_COMPARISONS = 15_000

INTROSPECTION_FIELDS = ("__schema", "__type")

_SWITCHED_OFF = "Introspection is switched off."
_TOO_COMPLEX = "The document is too complex to be validated: it repeats too many fields or fragments."
_SUGGESTION = re.compile(r" Did you mean .*$", re.DOTALL)


class BoundedOverlapRule(OverlappingFieldsCanBeMergedRule):
    """GraphQL's rule on fields of one name, with a smaller budget than the library's."""

    def __init__(self, context: ValidationContext) -> None:
        super().__init__(context)
        self.rule_context.remaining_complexity_budget = MAX_COMPARISONS


class NoIntrospectionRule(ValidationRule):
    """Refuses what describes the schema; `__typename` stays."""

    def enter_field(self, node: FieldNode, *_rest: Any) -> VisitorAction:
        """Reports the field and leaves what is in it alone."""
        if node.name.value not in INTROSPECTION_FIELDS:
            return None
        self.report_error(GraphQLError(_SWITCHED_OFF, node))
        return SKIP


_RULES: list[type[ASTValidationRule]] = [*specified_rules]
_RULES[_RULES.index(OverlappingFieldsCanBeMergedRule)] = BoundedOverlapRule


def validate_document(
    schema: GraphQLSchema, document: DocumentNode, limits: Limits, introspection: bool
) -> list[GraphQLError]:
    """What is wrong with the document, with codes: at most as many errors as the limit says."""
    rules: list[type[ASTValidationRule]] = _RULES if introspection else [NoIntrospectionRule, *_RULES]
    most = limits.validation_errors
    errors = validate(schema, document, rules, max_errors=most, hide_suggestions=not introspection)
    if not introspection:
        errors = _only_refusal(errors)
    return [_coded(error) for error in errors[:most]]


def without_suggestion(message: str) -> str:
    """The message without what it takes the reader to have meant, which tells of the schema."""
    return _SUGGESTION.sub("", message)


def _only_refusal(errors: list[GraphQLError]) -> list[GraphQLError]:
    # The other rules walk into a refused field and would name the types that it leads to.
    refused = [error for error in errors if error.message == _SWITCHED_OFF]
    return refused[:1] or errors


def _coded(error: GraphQLError) -> GraphQLError:
    if isinstance(error, ValidationAbortedError):
        return with_code(GraphQLError(_TOO_COMPLEX), LIMIT_EXCEEDED)
    return with_code(error, VALIDATION_FAILED)
