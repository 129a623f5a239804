"""One operation of a GraphQL document."""

from typing import NamedTuple

from graphql.language import OperationDefinitionNode, OperationType

from engine.cost.tree import Cost


class Operation(NamedTuple):
    """A query or a mutation of a valid document. At most one operation of a document has no name."""

    node: OperationDefinitionNode
    name: str | None
    kind: OperationType
    cost: Cost

    @classmethod
    def of(cls, node: OperationDefinitionNode, cost: Cost) -> "Operation":
        """The operation that a definition in the syntax tree stands for."""
        return cls(node, node.name.value if node.name else None, node.operation, cost)
