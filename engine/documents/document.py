"""GraphQL documents, parsed and validated once: a bounded cache from text to what it means."""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

from graphql import DocumentNode, GraphQLError, GraphQLFormattedError, GraphQLSchema
from graphql.language import OperationDefinitionNode, OperationType

from engine.documents.parsing import parse_document
from engine.documents.validation import validate_document, without_suggestion
from engine.errors import LIMIT_EXCEEDED, BadRequest, with_code
from engine.limits.costs import Cost, compile_costs
from engine.limits.limits import DEFAULT_LIMITS, Limits
from resolvers.context import RequestContext

CACHED_DOCUMENTS = 512
# A parsed document takes about a hundred times the memory of its text, its plan half as much again: 90 MB in all.
CACHED_CHARACTERS = 600_000
MESSAGE_LENGTH = 500


class Operation(NamedTuple):
    """One of a document's operations; at most one has no name. `cost` tells the nodes that it may return."""

    node: OperationDefinitionNode
    name: str | None
    kind: OperationType
    cost: Cost

    @classmethod
    def of(cls, node: OperationDefinitionNode, cost: Cost) -> "Operation":
        """What a document defines there."""
        return cls(node, _name_of(node), node.operation, cost)


class Prepared(Protocol):
    """A faster way to answer the queries of one document."""

    async def answer(
        self, operation: Operation, variables: dict[str, Any] | None, context: RequestContext
    ) -> dict[str, Any] | None:
        """The answer's data when all of it could be had; None leaves the operation to the resolvers."""


Prepare = Callable[[DocumentNode], Prepared]


@dataclass(frozen=True, slots=True)
class Document:
    """A valid document with its operations, or the errors that make it none, ready to be shown."""

    ast: DocumentNode | None
    errors: tuple[GraphQLFormattedError, ...] = ()
    operations: Mapping[str | None, Operation] = field(default_factory=dict)
    prepared: Prepared | None = None

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
        schema: GraphQLSchema,
        size: int = CACHED_DOCUMENTS,
        limits: Limits = DEFAULT_LIMITS,
        introspection: bool = True,
        prepare: Prepare | None = None,
    ) -> None:
        self._schema = schema
        self._prepare = prepare
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
        errors = validate_document(self._schema, ast, self._limits, self._introspection)
        if errors:
            return self._refuse(errors)
        prepared = None if self._prepare is None else self._prepare(ast)
        costs = compile_costs(self._schema, ast)
        nodes = [node for node in ast.definitions if isinstance(node, OperationDefinitionNode)]
        operations = {_name_of(node): Operation.of(node, costs[_name_of(node)]) for node in nodes}
        return Document(ast, operations=operations, prepared=prepared)

    def _refuse(self, errors: Iterable[GraphQLError]) -> Document:
        # As they are shown and no longer: an error itself holds on to the syntax tree.
        return Document(None, tuple(self._show(error) for error in errors))

    def _show(self, error: GraphQLError) -> GraphQLFormattedError:
        shown = error.formatted
        message = shown["message"] if self._introspection else without_suggestion(shown["message"])
        return {**shown, "message": message if len(message) <= MESSAGE_LENGTH else f"{message[:MESSAGE_LENGTH]}…"}


def _name_of(operation: OperationDefinitionNode) -> str | None:
    return operation.name.value if operation.name else None
