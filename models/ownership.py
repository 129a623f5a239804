"""Whose a row is: each table declares which customer its rows belong to, and every read and write goes by that."""

from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Table, event
from sqlmodel import SQLModel

_OWNER = "owner"


@dataclass(frozen=True, slots=True)
class CustomerColumn:
    """A row belongs to the customer whose id is in this column; null is no customer's."""

    column: str


@dataclass(frozen=True, slots=True)
class ParentColumn:
    """A row belongs to whoever owns the row of `table` whose id is in this column."""

    column: str
    table: str


@dataclass(frozen=True, slots=True)
class NoCustomer:
    """No customer owns a row: a viewer who is narrowed to one customer never selects any by itself.

    Such a row is read only together with a row of theirs that refers to it, as a plan with a subscription's item.
    """


Owner = CustomerColumn | ParentColumn | NoCustomer
# What ends a model's `__table_args__`.
TableOptions = dict[str, Any]


class UndeclaredOwner(Exception):
    """A table does not say whose its rows are."""


def owned_by(column: str) -> TableOptions:
    """Declares that this column holds the customer's id."""
    return {"info": {_OWNER: CustomerColumn(column)}}


def owned_through(column: str, table: str) -> TableOptions:
    """Declares that a row's owner is that of the row of `table` whose id this column holds."""
    return {"info": {_OWNER: ParentColumn(column, table)}}


def owned_by_no_customer() -> TableOptions:
    """Declares that the rows are the project's, or the service's own."""
    return {"info": {_OWNER: NoCustomer()}}


def table_of(model: type[SQLModel]) -> Table:
    """The model's table."""
    return cast("Table", model.__table__)  # type: ignore[attr-defined]


def owner_of(table: Table) -> Owner:
    """What the table declares."""
    owner: Owner = table.info[_OWNER]
    return owner


def _require_owner(table: Table, metadata: Any) -> None:
    if metadata is not SQLModel.metadata:
        return
    owner = table.info.get(_OWNER)
    if owner is None:
        raise UndeclaredOwner(
            f"Table {table.name} does not say whose its rows are: end its __table_args__ with "
            "owned_by(column), owned_through(column, table) or owned_by_no_customer() of models/ownership.py."
        )
    if not isinstance(owner, NoCustomer) and owner.column not in table.c:
        raise UndeclaredOwner(f"Table {table.name} says that its owner is in {owner.column}, a column that it lacks.")


# A table is made when its model is imported, so one that declares nothing fails then.
event.listen(Table, "after_parent_attach", _require_owner)
