"""From the text of a document to what can be executed: parsed, validated, its cost and plans compiled."""

from collections.abc import Iterable

from graphql import DocumentNode, GraphQLError, GraphQLFormattedError
from strawberry import Schema

from engine.cost.compiler import compile_costs
from engine.documents.document import Document
from engine.documents.parsing import parse_document
from engine.documents.validation import validate_document, without_suggestion
from engine.errors import LIMIT_EXCEEDED, with_code, write_error
from engine.limits import DEFAULT_LIMITS, Limits
from engine.operation import Operation
from engine.plans.document_plans import DocumentPlans

# Messages quote the document, which may be long.
MESSAGE_LENGTH = 500


class DocumentReader:
    """Reads documents for one schema, within its limits."""

    def __init__(
        self, schema: Schema, limits: Limits = DEFAULT_LIMITS, introspection: bool = True, plans: bool = True
    ) -> None:
        self._schema = schema
        self._limits = limits
        self._introspection = introspection
        self._plans = plans

    def is_too_long(self, text: str) -> bool:
        """Whether the text has more characters than the limit allows."""
        return len(text) > self._limits.source_characters

    def read(self, text: str) -> Document:
        """The document; if it is invalid, with its errors."""
        if self.is_too_long(text):
            error = GraphQLError(f"The document has more than {self._limits.source_characters:,} characters.")
            return self._refuse([with_code(error, LIMIT_EXCEEDED)])
        try:
            # Errors show locations, and only after parsing is it known that there are none.
            ast = parse_document(text, self._limits)
        except GraphQLError as error:
            return self._refuse([error])
        errors = validate_document(self._schema._schema, ast, self._limits, self._introspection)
        if errors:
            return self._refuse(errors)
        plans = DocumentPlans(self._schema, ast, len(text)) if self._plans else None
        return Document(ast, operations=self._operations(ast), plans=plans)

    def _operations(self, ast: DocumentNode) -> dict[str | None, Operation]:
        operations = [Operation.of(node, cost) for node, cost in compile_costs(self._schema._schema, ast)]
        return {operation.name: operation for operation in operations}

    def _refuse(self, errors: Iterable[GraphQLError]) -> Document:
        # Formatted at once: an error itself would keep the syntax tree in memory.
        return Document(None, tuple(self._format(error) for error in errors))

    def _format(self, error: GraphQLError) -> GraphQLFormattedError:
        formatted = write_error(error)
        message = formatted["message"] if self._introspection else without_suggestion(formatted["message"])
        return {**formatted, "message": message if len(message) <= MESSAGE_LENGTH else f"{message[:MESSAGE_LENGTH]}…"}
