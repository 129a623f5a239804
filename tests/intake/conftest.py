"""What the import's tests share: two projects, an import in one call, and tables as they stand."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from models.tables import METADATA
from models.values.instant import SECOND, Instant
from storage.database import Database
from tests.asking import ask
from tests.factories import make_project, save
from tests.importing import import_objects
from tests.verification import assert_verified, refresh_all_figures

Take = Callable[..., Awaitable[dict[str, Any]]]
ReadTable = Callable[..., Awaitable[list[dict[str, Any]]]]

__all__ = ["ask"]

RETAIL_SAMPLE = Path(__file__).parent.parent / "data" / "retail-sample.ndjson.gz"


@pytest.fixture
async def projects(database: Database) -> AsyncIterator[None]:
    """Two projects; whatever a test imports, what is kept agrees with it in the end."""
    await save(database, make_project(), make_project(id="prj_2", name="Southwind"))
    yield
    await assert_verified(database)


@pytest.fixture
def take(database: Database, projects: None) -> Take:
    """Imports the objects and gives the report as JSON; they were fetched at the epoch, before every event."""

    async def take(*objects: Any, project_id: str = "prj_1", as_of: int = 0, **options: Any) -> dict[str, Any]:
        moment = Instant(as_of * SECOND)
        report = await import_objects(database, objects, project_id=project_id, as_of=moment, **options)
        # So what is imported next must take them away again.
        await refresh_all_figures(database)
        return report.as_json()

    return take


@pytest.fixture
def read_table(database: Database) -> ReadTable:
    """All rows of a table by its key, with the named columns or with all of them."""

    async def read(name: str, *columns: str, project_id: str = "prj_1") -> list[dict[str, Any]]:
        table = METADATA.tables[name]
        chosen: Iterable[Any] = [table.c[column] for column in columns] or table.columns
        statement = select(*chosen).where(table.c.project_id == project_id).order_by(*table.primary_key.columns)
        async with database.engine.connect() as connection:
            return [dict(row._mapping) for row in await connection.execute(statement)]

    return read


@pytest.fixture
def dump(read_table: ReadTable) -> Callable[..., Awaitable[dict[str, list[dict[str, Any]]]]]:
    """Every row of a project, without what it says of the project itself.

    Nor counts of customers, which are kept as changes: how many depends on the transactions. Nor figures, which are
    computed after a while.
    """
    tables = [name for name, table in METADATA.tables.items() if {"live_mode", "project_id"} <= {*table.c.keys()}]
    for name in ("customer_count", "customer_figures"):
        tables.remove(name)

    async def dump(project_id: str = "prj_1") -> dict[str, list[dict[str, Any]]]:
        found = {name: await read_table(name, project_id=project_id) for name in tables}
        for rows in found.values():
            for row in rows:
                del row["project_id"]
                row.pop("seller", None)
        return found

    return dump


@pytest.fixture
async def second_customer_refused(database: Database) -> AsyncIterator[None]:
    """The database takes no customer with the id cus_2."""
    refuse, allow = {
        "sqlite": (
            "CREATE TRIGGER no BEFORE INSERT ON customer WHEN NEW.id = 'cus_2' BEGIN SELECT RAISE(ABORT, 'no'); END",
            "DROP TRIGGER no",
        ),
        "postgresql": (
            "ALTER TABLE customer ADD CONSTRAINT no CHECK (id <> 'cus_2')",
            "ALTER TABLE customer DROP CONSTRAINT no",
        ),
    }[database.dialect.name]
    async with database.engine.begin() as connection:
        await connection.exec_driver_sql(refuse)
    yield
    async with database.engine.begin() as connection:
        await connection.exec_driver_sql(allow)


@pytest.fixture
def retail_sample() -> Path:
    return RETAIL_SAMPLE
