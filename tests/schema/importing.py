"""Objects of the platform, imported for a query."""

from typing import Any

from models.values.instant import SECOND, Instant, parse_rfc3339
from storage.database import Database
from tests.importing import import_objects


def seconds(moment: str) -> int:
    """A moment of RFC 3339 as the platform writes it."""
    return parse_rfc3339(moment) // SECOND


async def import_all(database: Database, *objects: dict[str, Any], project_id: str = "prj_1") -> None:
    """Imports the objects; an error in any of them fails the test."""
    report = await import_objects(database, objects, project_id=project_id, as_of=Instant(0))
    assert report.as_json()["errors"] == []
