"""What every object of a project carries: its project, its mode and its id, together its key."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, ForeignKeyConstraint, Index, and_
from sqlmodel import Field, SQLModel

from models import columns
from models.values.instant import Instant
from storage.columns import partial_index

SCOPE = ("project_id", "live_mode")


class Scoped(SQLModel):
    """One project's, in one mode: the same id may exist in two projects and in both modes."""

    project_id: str = columns.text(primary_key=True, foreign_key="project.id")
    live_mode: bool = Field(primary_key=True)

    @staticmethod
    def columns_at(_stored: Any, _now: ColumnElement[int]) -> Mapping[str, ColumnElement[Any]]:
        """The columns whose values change as time passes, by name, computed from the stored ones.

        Reads see these values (`Scope.table`).
        """
        return {}


class Identified(Scoped):
    """An object with an id of its own, opaque and compared bytewise."""

    id: str = columns.text(primary_key=True)


STUB = "stub"
ERASED = "erased"


class Sourced(SQLModel):
    """Which version of an imported object the row is; all null on a row made here.

    `source_at` is the second in which the object stood like that, `source_rank` decides between versions of one
    second, and `source_hash` is the fingerprint of its content: `STUB` where only the id is known, because another
    object names it, and `ERASED` on what is left of an erased customer. `deleted_at` is when the platform deleted the
    object, or when the customer was erased.
    """

    source_hash: str | None = columns.text(default=None)
    source_at: Instant | None = columns.instant(default=None)
    source_rank: str | None = columns.text(default=None)
    deleted_at: Instant | None = columns.instant(default=None)


def references(column: str, table: str) -> ForeignKeyConstraint:
    """A foreign key within the scope: (project, mode, `column`) is a key of `table`."""
    return ForeignKeyConstraint([*SCOPE, column], [f"{table}.{name}" for name in (*SCOPE, "id")])


def moment_index(name: str, moment: str) -> Index:
    """An index of a customer's rows in the order of a moment; rows without it are not in it."""
    return partial_index(name, *SCOPE, "customer_id", moment, "id", where=f"{moment} IS NOT NULL")


def same_scope(one: Any, other: Any) -> ColumnElement[bool]:
    """Whether rows of two tables are of one project and mode: part of every join by an id."""
    return and_(*(one.c[name] == other.c[name] for name in SCOPE))


def column_names(model: type[SQLModel]) -> list[str]:
    """The attribute names of a table's columns, in the table's order."""
    mapper: Any = model.__mapper__  # type: ignore[attr-defined]
    return [mapper.get_property_by_column(column).key for column in mapper.local_table.columns]


def columns_of(model: type[SQLModel], table: Any, names: Sequence[str]) -> list[ColumnElement[Any]]:
    """The columns of the model's table, or of an alias of it, that stand behind these attributes, in their order."""
    columns = dict(zip(column_names(model), table.c, strict=True))
    return [columns[name] for name in names]
