"""Tables can be cut up by project: all that belongs together has the project in its keys."""

import re
from pathlib import Path

import pytest
from sqlalchemy import Table, UniqueConstraint

from models.tables import METADATA

ADR = Path(__file__).parents[2] / "docs/adr/0021-citus-would-distribute-by-project.md"
COPIED, DISTRIBUTED = (names.split() for names in re.findall(r"_to_array\('([\w\s]+)'", ADR.read_text()))


def unique_columns(table: Table) -> list[set[str]]:
    """The columns of the primary key, and of everything else that must be unique."""
    constraints = [
        {column.name for column in each.columns} for each in table.constraints if isinstance(each, UniqueConstraint)
    ]
    indexes = [{column.name for column in index.columns} for index in table.indexes if index.unique]
    return [{column.name for column in table.primary_key}, *constraints, *indexes]


def test_every_table_is_copied_or_distributed_and_parents_come_first() -> None:
    names = COPIED + DISTRIBUTED

    assert sorted(names) == sorted(METADATA.tables), "a new table is listed in the ADR"
    for place, name in enumerate(names):
        parents = {key.column.table.name for key in METADATA.tables[name].foreign_keys}
        assert parents <= set(names[: place + 1]), name


@pytest.mark.parametrize("name", DISTRIBUTED)
def test_what_is_distributed_has_the_project_in_all_that_is_unique_and_in_what_it_refers_to(name: str) -> None:
    table = METADATA.tables[name]

    assert next(iter(table.primary_key)).name == "project_id"
    assert all("project_id" in columns for columns in unique_columns(table))
    for key in table.foreign_key_constraints:
        assert "project_id" in key.column_keys


@pytest.mark.parametrize("name", COPIED)
def test_what_is_copied_refers_to_nothing_that_is_distributed(name: str) -> None:
    parents = {key.column.table.name for key in METADATA.tables[name].foreign_keys}

    assert parents.isdisjoint(DISTRIBUTED)
