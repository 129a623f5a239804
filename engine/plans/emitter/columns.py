"""Columns: how the generated functions read them."""

from functools import lru_cache

from engine.plans.column_types import column_type
from engine.plans.emitter.expressions import Expression, made_of, unless_null
from engine.plans.emitter.script import Script
from engine.plans.nodes.objects import Column


@lru_cache(maxsize=1024)
def stored_value(column: Column) -> Expression:
    """The value as it is in memory: a variable, because a loop takes each row apart, or an attribute.

    Indexing each column would double a loop's time.
    """
    if column.model is None:
        return Expression(f"row.{column.name}", is_atom=True, uses_row=True)
    is_never_null = not column_type(column.model, column.name).is_nullable
    return Expression(variable_of(column.name), is_never_null, is_atom=True, uses_columns=True)


def decoded_value(column: Column, script: Script) -> Expression:
    """The value as a declared function takes it."""
    stored = stored_value(column)
    decode = None if column.model is None else column_type(column.model, column.name).decode
    if decode is None:
        return stored
    decoded = made_of(f"{script.bind(decode, 'decode')}({stored})", stored, is_never_null=stored.is_never_null)
    return decoded if stored.is_never_null else unless_null(stored, decoded)


def is_text(column: Column) -> bool:
    """Whether the value in memory is known to be text, or null."""
    return column.model is not None and column_type(column.model, column.name).is_text


def variable_of(name: str) -> str:
    """The variable that holds a column; no other generated name ends with an underscore."""
    return f"{name}_"
