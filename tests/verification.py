"""That what is kept agrees with what it follows from: asked at the end of tests that write."""

from app.admin.projects import list_projects
from app.admin.verification import verify
from storage.database import Database
from tests.factories import NOW


async def assert_kept(database: Database) -> None:
    """Fails with each difference that `calmony verify` finds."""
    assert await verify(database, await list_projects(database), NOW) == []
