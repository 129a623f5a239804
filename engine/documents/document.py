"""A GraphQL document that was parsed and validated."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from graphql import DocumentNode, GraphQLFormattedError

from engine.errors import BadRequest
from engine.operation import Operation
from engine.plans.document_plans import DocumentPlans


@dataclass(frozen=True, slots=True)
class Document:
    """A valid document with its operations by name, or `ast` None and the `errors` that an answer shows.

    `plans` is None where plans are switched off.
    """

    ast: DocumentNode | None
    errors: tuple[GraphQLFormattedError, ...] = ()
    operations: Mapping[str | None, Operation] = field(default_factory=dict)
    plans: DocumentPlans | None = None

    def operation(self, name: str | None) -> Operation:
        """The operation to execute. Raises BadRequest for an unknown name, or for none where one is needed."""
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
