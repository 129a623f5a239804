"""Scopes: what the columns of a declaration mean where its field is selected."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlmodel import SQLModel

from engine.plans.nodes.objects import Column, Rows
from engine.plans.not_covered import NotCovered
from resolvers.scopes import owner_name


@dataclass(frozen=True, slots=True)
class FieldScope:
    """The rows that the fields of an object are made of.

    `column` gives the column of a name. Only where `has_reads` something can be read for each row: a value that is
    made of a row's columns has no reads of its own.
    """

    rows: Rows
    column: Callable[[str], Column]
    has_reads: bool
    is_root: bool = False


def scope_of_rows(kind: type[Any]) -> FieldScope:
    """Of rows that are read: of a model's table, or objects that a batch makes."""
    model = kind if issubclass(kind, SQLModel) else None
    rows = Rows(model, None if model is None else owner_name(model))
    return FieldScope(rows, lambda name: Column(name, model), has_reads=True)


def scope_of_parts(outer: FieldScope, columns: dict[str, str]) -> FieldScope:
    """Of a named tuple that is not made: each of its parts is a column of the outer scope."""
    return FieldScope(Rows(), lambda name: outer.column(columns[name]), has_reads=False)


def scope_of_root() -> FieldScope:
    """Of the query itself, which has no columns."""
    return FieldScope(Rows(), _no_column, has_reads=True, is_root=True)


def _no_column(name: str) -> Column:
    raise NotCovered(f"the query itself has no column {name}")


def _attribute(name: str) -> Column:
    return Column(name, None)


# Of an object that a declared function made: of a row's columns alone, or of what batches read for the row.
SCOPE_OF_VALUE = FieldScope(Rows(), _attribute, has_reads=False)
SCOPE_OF_BATCHED_VALUE = FieldScope(Rows(), _attribute, has_reads=True)
