"""GraphQL documents, parsed and validated once: a bounded cache from text to what it means."""

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from graphql import DocumentNode, GraphQLError, GraphQLFormattedError
from graphql.language import OperationDefinitionNode
from strawberry import Schema

from engine.documents.parsing import parse_document
from engine.documents.validation import validate_document, without_suggestion
from engine.errors import LIMIT_EXCEEDED, BadRequest, with_code
from engine.limits.costs import compile_costs
from engine.limits.limits import DEFAULT_LIMITS, Limits
from engine.operation import Operation
from engine.plans.document_plans import DocumentPlans

CACHED_DOCUMENTS = 512
# A parsed document takes about a hundred times the memory of its text, its plan half as much again: 90 MB in all.
CACHED_CHARACTERS = 600_000
MESSAGE_LENGTH = 500


@dataclass(frozen=True, slots=True)
class Document:
    """A valid document with its operations, or the errors that make it none, ready to be shown."""

    ast: DocumentNode | None
    errors: tuple[GraphQLFormattedError, ...] = ()
    operations: Mapping[str | None, Operation] = field(default_factory=dict)
    plans: DocumentPlans | None = None

    def operation(self, name: str | None) -> Operation:
        """The operation to run; raises BadRequest where the name is unknown or is needed and missing."""
        operations = self.operations
        if name is not None:
            if name not in operations:
                raise BadRequest(f"The document has no operation named {name!r}.")
            return operations[name]
        if len(operations) != 1:
            raise BadRequest(
                "The document has several operations: name one as 'operationName'."
                if operations
                else "The document has no operation."
            )
        return next(iter(operations.values()))


class Documents:
    """The documents that were used last. Invalid ones are kept too: they are asked again as often."""

    def __init__(
        self,
        schema: Schema,
        size: int = CACHED_DOCUMENTS,
        limits: Limits = DEFAULT_LIMITS,
        introspection: bool = True,
        plans: bool = True,
    ) -> None:
        self._schema = schema
        self._plans = plans
        self._size = size
        self._limits = limits
        self._introspection = introspection
        self._cached: OrderedDict[str, Document] = OrderedDict()
        self._characters = 0

    def get(self, text: str) -> Document:
        """The document of a text, parsed and validated when it is met for the first time."""
        document = self._cached.get(text)
        if document is not None:
            self._cached.move_to_end(text)
            return document
        longest = self._limits.source_characters
        if len(text) > longest:
            error = GraphQLError(f"The document has more than {longest:,} characters.")
            return self._refuse([with_code(error, LIMIT_EXCEEDED)])
        document = self._read(text)
        self._keep(text, document)
        return document

    def _keep(self, text: str, document: Document) -> None:
        self._cached[text] = document
        self._characters += len(text)
        while len(self._cached) > self._size or self._characters > CACHED_CHARACTERS:
            forgotten, _ = self._cached.popitem(last=False)
            self._characters -= len(forgotten)

    def _read(self, text: str) -> Document:
        try:
            # Errors name their place in the document, so a valid one alone could do without locations,
            # and that is not known before it is parsed.
            ast = parse_document(text, self._limits)
        except GraphQLError as error:
            return self._refuse([error])
        errors = validate_document(self._schema._schema, ast, self._limits, self._introspection)
        if errors:
            return self._refuse(errors)
        return Document(
            ast,
            operations=self._operations(ast),
            plans=DocumentPlans(self._schema, ast) if self._plans else None,
        )

    def _operations(self, ast: DocumentNode) -> dict[str | None, Operation]:
        costs = compile_costs(self._schema._schema, ast)
        nodes = [node for node in ast.definitions if isinstance(node, OperationDefinitionNode)]
        operations = [Operation.of(node, costs[node.name.value if node.name else None]) for node in nodes]
        return {operation.name: operation for operation in operations}

    def _refuse(self, errors: Iterable[GraphQLError]) -> Document:
        # As they are shown and no longer: an error itself holds on to the syntax tree.
        return Document(None, tuple(self._show(error) for error in errors))

    def _show(self, error: GraphQLError) -> GraphQLFormattedError:
        shown = error.formatted
        message = shown["message"] if self._introspection else without_suggestion(shown["message"])
        return {**shown, "message": message if len(message) <= MESSAGE_LENGTH else f"{message[:MESSAGE_LENGTH]}…"}
