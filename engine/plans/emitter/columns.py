"""Columns: how the generated functions read them, and what is known from their types."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple

from sqlmodel import AutoString, SQLModel

from engine.plans.emitter.expressions import Expression, made_of, unless_null
from engine.plans.emitter.script import Script
from engine.plans.nodes.objects import Column
from models.columns import EnumText
from models.scoped import column_names
from storage.decoding import column_decoder


class ColumnType(NamedTuple):
    """What a table's column holds. `decode` makes the model's value of the stored one; None where they are the same."""

    decode: Callable[[Any], Any] | None
    is_text: bool
    is_nullable: bool


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


@lru_cache(maxsize=1024)
def column_type(model: type[SQLModel], name: str) -> ColumnType:
    """What the model's column holds."""
    column = _columns_of(model)[name]
    decode = _decoder(column.type)
    # SQLModel's own type of text doesn't say that it is one.
    is_plain_text = decode is None and (isinstance(column.type, AutoString) or column.type.python_type is str)
    return ColumnType(decode, is_plain_text, bool(column.nullable))


def _decoder(kind: Any) -> Callable[[Any], Any] | None:
    if isinstance(kind, EnumText):
        return kind.members.__getitem__
    return column_decoder(kind)


@lru_cache(maxsize=64)
def _columns_of(model: type[SQLModel]) -> dict[str, Any]:
    table: Any = model.__table__  # type: ignore[attr-defined]
    return dict(zip(column_names(model), table.c, strict=True))
