"""Scalars and enums: their values are written by the functions of the schema itself."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from graphql import GraphQLEnumType, is_enum_type

from engine.plans.emitter.expressions import Expression, call, made_of
from engine.plans.emitter.script import Script

# A value of a text column is written as it is.
_TEXTS = frozenset(("String", "ID", "CurrencyCode", "URL"))
# Scalars whose values are written as they are, if they are of this class. `write_json` handles integers beyond ±2^53.
_CLASSES = {"BigInt": int, "Boolean": bool}


class NullInNonNull(Exception):
    """A value is missing where the schema promises one."""


def required(value: Any) -> Any:
    """The value; raises NullInNonNull for None."""
    if value is None:
        raise NullInNonNull
    return value


def writes_text_as_it_is(leaf: Any) -> bool:
    """Whether a text needs no function to be written as this type."""
    return leaf.name in _TEXTS


def is_enum(leaf: Any) -> bool:
    """Whether it is an enum."""
    return is_enum_type(leaf)


def is_written_at_sight(leaf: Any) -> bool:
    """Whether most values can be written after a check of their class alone."""
    return leaf.name in _CLASSES or writes_text_as_it_is(leaf)


def written_at_sight(leaf: Any, value: Expression, otherwise: Expression) -> Expression:
    """An expression of the value, an atom; what is unusual is left to the expression `otherwise`."""
    if writes_text_as_it_is(leaf):
        return made_of(f"({value} if {value}.__class__ is str else {otherwise})", value, otherwise)
    if value.is_never_null:
        return value
    kind = _CLASSES[leaf.name].__name__
    return made_of(f"({value} if {value}.__class__ is {kind} else {otherwise})", value, otherwise)


def written(leaf: Any, value: Expression, script: Script) -> Expression:
    """An expression of a value that is not null; it raises for one that the type does not have."""
    if is_enum_type(leaf):
        return made_of(f"{script.bind(_names_of(leaf), f'names_of_{leaf.name}')}[{value}]", value)
    return call(script.bind(_writer_of(leaf), f"write_{leaf.name}"), value)


@lru_cache(maxsize=128)
def _names_of(leaf: GraphQLEnumType) -> dict[Any, str]:
    # Members of a StrEnum are equal to their stored text, and so is their hash.
    return {value.value: name for name, value in leaf.values.items()}


@lru_cache(maxsize=128)
def _writer_of(leaf: Any) -> Callable[[Any], Any]:
    # A bound method is another object each time, and a script has a name for each.
    serialize: Callable[[Any], Any] = leaf.coerce_output_value
    return serialize
