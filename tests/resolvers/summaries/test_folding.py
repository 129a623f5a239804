"""Changes of counts are added up at a cost that follows how many there are, whatever the database knows of them."""

from typing import Any

import pytest
from sqlalchemy import event, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from models.summaries.customer_count import CHANGE
from models.values.instant import HOUR
from resolvers.summaries import folding
from resolvers.summaries.count_updates import COUNTS
from resolvers.summaries.folding import fold_counts
from storage.database import Database
from tests.factories import make_project, save
from tests.reading_cost import list_nodes, settle

CHANGES = 3_000


async def removals_of_a_fold(connection: AsyncConnection) -> list[tuple[str, Any]]:
    """The statements that remove changes, with what they bind."""
    statements: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, sql: str, parameters: Any, *_rest: Any) -> None:
        statements.append((sql, parameters))

    event.listen(connection.sync_connection, "before_cursor_execute", note)
    await fold_counts(connection, "prj_1", True)
    return [(sql, parameters) for sql, parameters in statements if "DELETE" in sql]


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_changes_are_removed_by_their_keys_though_the_statistics_are_of_before(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folding, "AT_ONCE", CHANGES // 3)
    await save(database, make_project())
    await settle(database)
    scope = {"project_id": "prj_1", "live_mode": True, "width": CHANGE}
    rows = [scope | {"facets": 1, "begins_at": HOUR * n, "id": f"t{n}", "how_many": 1} for n in range(CHANGES)]

    async with database.engine.connect() as connection:
        await connection.execute(insert(COUNTS), rows)
        [(sql, parameters)] = await removals_of_a_fold(connection)
        told = await connection.exec_driver_sql(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}", parameters)
        [found] = told.scalar_one()

    assert found["Plan"]["Actual Rows"] == CHANGES // 3
    nodes = list_nodes(found["Plan"])
    assert sum(each.get("Rows Removed by Join Filter", 0) * each["Actual Loops"] for each in nodes) < CHANGES
