"""Every column that can hold something of a person is declared to be personal or not."""

from collections.abc import Iterable
from typing import Any

import pytest
from sqlalchemy import Column, String, Table
from sqlmodel import AutoString, Field, SQLModel

from models import columns
from models.columns import JsonText
from models.ownership import NoCustomer, owner_of
from models.personal_data import FATES, Derived, Emptied, NotTheirs, Removed
from models.scoped import Sourced
from models.tables import METADATA

TABLES = METADATA.sorted_tables
# Of kept PDFs, which stay as they are.
DIGESTS = {"content_key", "state_key", "sha256", "instead_of"}


def list_personal(table: Table) -> Iterable[Column[Any]]:
    """The columns that could say something of a person: texts and JSON, but for ids, digests and members of enums."""
    return [column for column in table.columns if _is_free(column)]


def _is_free(column: Column[Any]) -> bool:
    is_text = isinstance(column.type, String | AutoString | JsonText)
    is_reference = column.name == "id" or column.name.endswith(("_id", "_hash")) or column.name in Sourced.model_fields
    return is_text and not is_reference


def test_every_table_has_a_fate() -> None:
    assert {table.name for table in TABLES} == set(FATES), "a new table has an entry in models/personal_data.py"


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_every_column_that_may_be_personal_is_declared(table: Table) -> None:
    fate, found = FATES[table.name], {column.name for column in list_personal(table)}

    match fate:
        case Emptied(personal, impersonal):
            undeclared = found - personal.keys() - impersonal
            assert undeclared == set(), "models/personal_data.py says what becomes of a new column"
            assert impersonal.isdisjoint(personal)
            assert impersonal <= found
            assert personal.keys() <= {column.name for column in table.columns}
        case NotTheirs(impersonal):
            assert found <= impersonal, "models/personal_data.py lists a new column"
            assert impersonal <= {column.name for column in table.columns}
            assert isinstance(owner_of(table), NoCustomer) or found == DIGESTS
        case Removed() | Derived():
            pass


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_a_column_without_a_value_is_emptied_to_what_it_may_hold(table: Table) -> None:
    fate = FATES[table.name]

    emptied = fate.personal if isinstance(fate, Emptied) else {}
    assert [name for name, value in emptied.items() if value is None and not table.columns[name].nullable] == []


def test_texts_and_json_may_be_personal_and_ids_digests_and_amounts_are_not() -> None:
    class Letter(SQLModel, table=True):
        __tablename__ = "letter"
        metadata = SQLModel.metadata.__class__()

        id: str = columns.text(primary_key=True)
        customer_id: str = columns.text()
        content_hash: str = columns.text()
        pages: int = columns.amount()
        text: str
        folded: str = columns.text()
        parts: list[str] = columns.json()
        note: str | None = Field(default=None)

    found = [column.name for column in list_personal(Letter.__table__)]  # type: ignore[attr-defined]

    assert found == ["text", "folded", "parts", "note"]
