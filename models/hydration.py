"""Rows of the driver as models: transient instances with every column loaded and no session behind them."""

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any, TypeVar

from sqlalchemy.orm import attributes
from sqlmodel import SQLModel

from models.scoped import column_names
from storage.statement import Row

Model = TypeVar("Model", bound=SQLModel)


def hydrate(model: type[Model], rows: Iterable[Row]) -> list[Model]:
    """One instance a row; each row holds the table's columns in the table's order, decoded."""
    return list(map(hydrator(model), rows))


@lru_cache(maxsize=64)
def hydrator(model: type[Model]) -> Callable[[Sequence[Any]], Model]:
    """What makes one instance of a row, without the constructor: values were checked when written."""
    names = tuple(column_names(model))
    manager = attributes.manager_of_class(model)

    def build(row: Sequence[Any]) -> Model:
        instance: Model = model.__new__(model)
        manager.setup_instance(instance)
        instance.__dict__.update(zip(names, row, strict=True))
        return instance

    return build
