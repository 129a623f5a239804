"""Leaves: how a value of a scalar or an enum is written, by the functions of the schema itself."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from graphql import is_enum_type

from schema.scalars import LARGEST_EXACT_NUMBER

# Written as they are when they come out of a column of text.
_TEXTS = frozenset(("String", "ID", "CurrencyCode", "URL"))


class NullInNonNull(Exception):
    """A value is missing where the schema promises one."""


def required(value: Any) -> Any:
    """The value; raises NullInNonNull where there is none."""
    if value is None:
        raise NullInNonNull
    return value


def writes_text_as_it_is(leaf: Any) -> bool:
    """Whether a text needs no function to be written as this type."""
    return leaf.name in _TEXTS


def is_written_at_sight(leaf: Any) -> bool:
    """Whether a look at most values tells how they are written."""
    return leaf.name == "BigInt" or writes_text_as_it_is(leaf)


def written_at_sight(leaf: Any, name: str, called: str, *, sure: bool) -> str:
    """An expression of the value of that name; what is unusual is left to the expression `called`.

    `sure` tells that it is not null.
    """
    if writes_text_as_it_is(leaf):
        return f"({name} if {name}.__class__ is str else {called})"
    is_exact = f"{-LARGEST_EXACT_NUMBER} <= {name} <= {LARGEST_EXACT_NUMBER}"
    return f"({name} if {is_exact if sure else f'{name}.__class__ is int and {is_exact}'} else {called})"


@lru_cache(maxsize=128)
def writer_of(leaf: Any) -> Callable[[Any], Any]:
    """What writes a value that is not null; raises for one that the type does not have."""
    if not is_enum_type(leaf):
        serialize: Callable[[Any], Any] = leaf.coerce_output_value
        return serialize
    # Members of a StrEnum are equal to their stored text, and so is their hash.
    return {value.value: name for name, value in leaf.values.items()}.__getitem__
