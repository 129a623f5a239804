"""Variables: coerced by GraphQL's own functions, their types looked up once for an operation."""

from typing import Any

from graphql import (
    GraphQLSchema,
    OperationDefinitionNode,
    Undefined,
    get_nullable_type,
    get_variable_values,
    is_leaf_type,
    is_non_null_type,
)
from graphql.execution.get_variable_signature import GraphQLVariableSignature, get_variable_signature
from graphql.execution.values import VariableValues, VariableValueSource
from graphql.utilities import coerce_input_value


class Variables:
    """The variables of one operation."""

    def __init__(self, schema: GraphQLSchema, operation: OperationDefinitionNode) -> None:
        self._schema = schema
        self._definitions = operation.variable_definitions or ()
        signatures = [get_variable_signature(schema, node) for node in self._definitions]
        self._leaves = signatures if all(map(_is_leaf, signatures)) else None

    def coerce(self, given: dict[str, Any]) -> VariableValues | None:
        """Their values; None where one can't be coerced, which the resolvers will tell of."""
        values = None if self._leaves is None else _coerce_leaves(self._leaves, given)
        if values is not None:
            return values
        found = get_variable_values(self._schema, self._definitions, given)
        return None if isinstance(found, list) else found


def _is_leaf(signature: Any) -> bool:
    return isinstance(signature, GraphQLVariableSignature) and is_leaf_type(get_nullable_type(signature.type))


def _coerce_leaves(signatures: list[Any], given: dict[str, Any]) -> VariableValues | None:
    """What `get_variable_values` gives for values that are there and right; None for everything else."""
    sources, coerced = {}, {}
    for signature in signatures:
        name, of = signature.name, signature.type
        value = given.get(name, Undefined)
        if value is Undefined and (signature.default is not None or is_non_null_type(of)):
            return None
        sources[name] = VariableValueSource(signature, value)
        if value is not Undefined:
            coerced[name] = coerce_input_value(value, of)
            if coerced[name] is Undefined:
                return None
    return VariableValues(sources, coerced)
