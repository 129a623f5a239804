"""The migrated database is what the models say."""

from app.migrations import find_drift, is_migrated
from storage.database import Database


async def test_a_migrated_database_has_no_drift_from_the_models(database: Database) -> None:
    assert await find_drift(database) == []
    assert await is_migrated(database)
