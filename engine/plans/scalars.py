"""Leaves: how a value of a scalar or an enum is written, by the functions of the schema itself."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from graphql import GraphQLEnumType, is_enum_type

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
    # `write_json` sees to those that are too large.
    return name if sure else f"({name} if {name}.__class__ is int else {called})"


def written(leaf: Any, value: str, bind: Callable[[Any, str], str]) -> str:
    """An expression of a value that is not null; it raises for one that the type does not have."""
    if is_enum_type(leaf):
        return f"{bind(_names_of(leaf), f'names_of_{leaf.name}')}[{value}]"
    return f"{bind(_writer_of(leaf), f'write_{leaf.name}')}({value})"


@lru_cache(maxsize=128)
def _names_of(leaf: GraphQLEnumType) -> dict[Any, str]:
    # Members of a StrEnum are equal to their stored text, and so is their hash.
    return {value.value: name for name, value in leaf.values.items()}


@lru_cache(maxsize=128)
def _writer_of(leaf: Any) -> Callable[[Any], Any]:
    # A bound method is another object each time, and a script has a name for each.
    serialize: Callable[[Any], Any] = leaf.coerce_output_value
    return serialize
