"""Variables: coerced by GraphQL's own functions, their types looked up once for an operation."""

from collections.abc import Callable
from typing import Any, NamedTuple

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


class Variables:
    """The variables of one operation."""

    def __init__(self, schema: GraphQLSchema, operation: OperationDefinitionNode) -> None:
        self._schema = schema
        self._definitions = operation.variable_definitions or ()
        signatures = [get_variable_signature(schema, node) for node in self._definitions]
        self._leaves = [*map(_Leaf.of, signatures)] if all(map(_is_leaf, signatures)) else None

    def coerce(self, given: dict[str, Any]) -> VariableValues | None:
        """Their values; None if one can't be coerced: the resolvers then report it."""
        values = None if self._leaves is None else _coerce_leaves(self._leaves, given)
        if values is not None:
            return values
        # The first error ends it: to report all of them would take time that is quadratic in their number.
        found = get_variable_values(self._schema, self._definitions, given, max_errors=0, hide_suggestions=True)
        return None if isinstance(found, list) else found


class _Leaf(NamedTuple):
    """A variable that is a scalar or an enum."""

    signature: Any
    name: str
    coerce: Callable[[Any], Any]
    is_nullable: bool
    may_be_missing: bool

    @classmethod
    def of(cls, signature: Any) -> "_Leaf":
        leaf: Any = get_nullable_type(signature.type)
        is_nullable = not is_non_null_type(signature.type)
        may_be_missing = is_nullable and signature.default is None
        return cls(signature, signature.name, leaf.coerce_input_value, is_nullable, may_be_missing)


def _is_leaf(signature: Any) -> bool:
    return isinstance(signature, GraphQLVariableSignature) and is_leaf_type(get_nullable_type(signature.type))


def _coerce_leaves(leaves: list[_Leaf], given: dict[str, Any]) -> VariableValues | None:
    """What `get_variable_values` gives for values that are there and right; None for everything else."""
    sources, coerced = {}, {}
    for signature, name, coerce, is_nullable, may_be_missing in leaves:
        value = given.get(name, Undefined)
        if (value is Undefined and not may_be_missing) or (value is None and not is_nullable):
            return None
        sources[name] = VariableValueSource(signature, value)
        if value is not Undefined:
            try:
                coerced[name] = None if value is None else coerce(value)
            except Exception:
                return None
    return VariableValues(sources, coerced)
