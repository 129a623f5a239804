"""Checks at the end of tests that write: derived rows agree with what they are computed from."""

from app.admin.projects import list_projects
from app.admin.verification import verify
from app.upkeep.figures import refresh_due_figures
from models.values.instant import Instant
from storage.database import Database
from tests.factories import NOW


async def assert_verified(database: Database, now: Instant = NOW) -> None:
    """Fails with each difference that `calmony verify` finds."""
    assert await verify(database, await list_projects(database), now) == []


async def refresh_all_figures(database: Database, now: Instant = NOW) -> None:
    """As upkeep does until nothing is out of date."""
    while await refresh_due_figures(database, now):
        pass
