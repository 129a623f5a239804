"""The columns that a read of a model takes: those of its table, and for a customer the stored figures."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import SQLModel

from models.billing.customer import Customer
from models.scoped import columns_of
from models.summaries.customer_figures import stored_figures
from resolvers.scopes import number_parameter

FIGURES = "figures"
"""A customer's stored figures, read as if the row had a column of them; null where none are valid at this moment."""


def columns_to_read(model: type[SQLModel], table: Any, names: Sequence[str]) -> list[ColumnElement[Any]]:
    """The columns of the table, or of an alias of it, that stand behind these names, in their order."""
    its_own = iter(columns_of(model, table, [name for name in names if not _is_joined(model, name)]))
    return [_figures(table) if _is_joined(model, name) else next(its_own) for name in names]


def _is_joined(model: type[SQLModel], name: str) -> bool:
    return model is Customer and name == FIGURES


def _figures(customer: Any) -> ColumnElement[Any]:
    return stored_figures(customer.c, number_parameter("now")).label(FIGURES)
