"""Every table says whose its rows are, or can't be imported."""

import importlib
import pkgutil

import pytest
from sqlmodel import Field, SQLModel

import models.access
import models.billing
import models.summaries
from models.ownership import UndeclaredOwner, owned_by
from models.tables import METADATA, TABLES


def test_a_table_that_declares_no_owner_fails_where_it_is_made() -> None:
    with pytest.raises(UndeclaredOwner, match="Table stray does not say whose its rows are"):

        class Stray(SQLModel, table=True):
            id: str = Field(primary_key=True)

    assert "stray" not in METADATA.tables


def test_a_table_that_names_a_column_that_it_lacks_fails_where_it_is_made() -> None:
    with pytest.raises(UndeclaredOwner, match="says that its owner is in customer_id"):

        class Lost(SQLModel, table=True):
            __table_args__ = owned_by("customer_id")

            id: str = Field(primary_key=True)

    assert "lost" not in METADATA.tables


def test_every_table_is_among_the_tables() -> None:
    for package in (models.access, models.billing, models.summaries):
        for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            importlib.import_module(module.name)

    assert {model.__tablename__ for model in TABLES} == METADATA.tables.keys(), (
        "a new table is listed in models/tables.py"
    )
