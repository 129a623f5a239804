"""GraphQL documents, parsed and validated once: a bounded cache from text to what it means."""

from collections import OrderedDict
from dataclasses import dataclass

from graphql import DocumentNode, GraphQLError, GraphQLSchema, GraphQLSyntaxError, parse, validate
from graphql.language import OperationDefinitionNode, OperationType

from schema.errors import PARSE_FAILED, VALIDATION_FAILED, BadRequest, with_code

CACHED_DOCUMENTS = 512


@dataclass(frozen=True, slots=True)
class Document:
    """A valid document, or the errors that make it none."""

    ast: DocumentNode | None
    errors: tuple[GraphQLError, ...] = ()

    def operation(self, name: str | None) -> OperationDefinitionNode:
        """The operation to run; raises BadRequest where the name is unknown or is needed and missing."""
        found = [node for node in self._operations() if name is None or (node.name and node.name.value == name)]
        if len(found) == 1:
            return found[0]
        if name is not None:
            raise BadRequest(f"The document has no operation named {name!r}.")
        raise BadRequest(
            "The document has several operations: name one as 'operationName'."
            if found
            else "The document has no operation."
        )

    def _operations(self) -> list[OperationDefinitionNode]:
        definitions = self.ast.definitions if self.ast else ()
        return [node for node in definitions if isinstance(node, OperationDefinitionNode)]


class Documents:
    """The documents that were used last. Invalid ones are kept too: they are asked again as often."""

    def __init__(self, schema: GraphQLSchema, size: int = CACHED_DOCUMENTS) -> None:
        self._schema = schema
        self._size = size
        self._cached: OrderedDict[str, Document] = OrderedDict()

    def get(self, text: str) -> Document:
        """The document of a text, parsed and validated when it is met for the first time."""
        document = self._cached.get(text)
        if document is None:
            document = self._cached[text] = self._read(text)
            if len(self._cached) > self._size:
                self._cached.popitem(last=False)
        else:
            self._cached.move_to_end(text)
        return document

    def _read(self, text: str) -> Document:
        try:
            # Errors name their place in the document, so a valid one alone could do without locations,
            # and that is not known before it is parsed.
            ast = parse(text)
        except GraphQLSyntaxError as error:
            return Document(None, (with_code(error, PARSE_FAILED),))
        errors = validate(self._schema, ast)
        if errors:
            return Document(None, tuple(with_code(error, VALIDATION_FAILED) for error in errors))
        return Document(ast)


def is_query(operation: OperationDefinitionNode) -> bool:
    """Whether an operation only reads."""
    return operation.operation is OperationType.QUERY
