"""Leaves: the values of a scalar or an enum as they are answered."""

from collections.abc import Callable
from functools import lru_cache, partial
from typing import Any

from graphql import is_enum_type
from graphql.execution.executor import Executor

from engine.by_level.cells import Cell, attempt_each

# Values of these scalars are written as they are, if they are of this class.
_CLASSES = {"String": str, "ID": str, "CurrencyCode": str, "URL": str, "Boolean": bool}


def write_leaves(leaf: Any, values: list[Any]) -> list[Cell]:
    """One value of the answer for each, or its failure. graphql-core writes what is unusual."""
    kind = _CLASSES.get(leaf.name)
    if kind is not None and set(map(type, values)) == {kind}:
        return values
    try:
        written = list(map(_writer_of(leaf), values))
    except Exception:
        written = [None]
    return attempt_each(partial(Executor.complete_leaf_value, leaf), values) if None in written else written


@lru_cache(maxsize=128)
def _writer_of(leaf: Any) -> Callable[[Any], Any]:
    if is_enum_type(leaf):
        # Members of a StrEnum are equal to their stored text, and so is their hash.
        names = {value.value: name for name, value in leaf.values.items()}
        return names.__getitem__
    write: Callable[[Any], Any] = leaf.coerce_output_value
    return write
