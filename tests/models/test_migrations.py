"""The migrated database is what the models say."""

from app.database.migrations import find_drift, find_gap
from storage.database import Database


async def test_a_migrated_database_has_no_drift_from_the_models(database: Database) -> None:
    assert await find_drift(database) == []
    assert await find_gap(database) is None
