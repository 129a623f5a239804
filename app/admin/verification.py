"""Whether derived rows agree with what they are computed from, at one moment of the database."""

from typing import NamedTuple

from sqlalchemy import Select, func, select

from app.admin.system import system_viewer
from models.access.project import Project
from models.billing.customer import Customer
from models.summaries.customer_facets import CustomerFacets
from models.values.instant import Instant
from resolvers.reads import Reads
from resolvers.scopes import Scope, number_parameter
from resolvers.summaries.differences import Difference
from resolvers.verifying import find_differences
from storage.database import Database


class FoundDifference(NamedTuple):
    """A difference, and the project and the mode that it is in."""

    project: Project
    live_mode: bool
    difference: Difference


async def verify(
    database: Database, projects: list[Project], now: Instant, sample: int | None = None
) -> list[FoundDifference]:
    """Compares derived rows of these projects with computed ones; `sample` takes that many customers of each mode."""
    found: list[FoundDifference] = []
    async with database.snapshot() as snapshot:
        for project in projects:
            for live_mode in (True, False):
                reads = Reads(snapshot, system_viewer(project, live_mode=live_mode, command="verify"), now)
                customers = None if sample is None else await _draw(reads, sample)
                differences = await find_differences(reads, customers)
                found += [FoundDifference(project, live_mode, difference) for difference in differences]
    return found


async def _draw(reads: Reads, sample: int) -> list[str]:
    """So many customers, and as many that have facets: these should all be customers."""
    ids = [row[0] for model in (Customer, CustomerFacets) for row in await reads.fetch(_some_ids, model, most=sample)]
    return list(dict.fromkeys(ids))


def _some_ids(scope: Scope, model: type[Customer | CustomerFacets]) -> Select[tuple[str]]:
    table = scope.table(model)
    return select(table.c.id).where(scope.bounds(table)).order_by(func.random()).limit(number_parameter("most"))
