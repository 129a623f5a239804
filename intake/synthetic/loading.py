"""Synthetic objects, made and stored a few customers after the other."""

from intake.gathering.collector import Terms
from intake.importing import import_parts
from intake.progress import Progress
from intake.report import ImportReport
from intake.synthetic.portions import CATALOGUE, split_customers
from models.values.instant import Instant
from storage.database import Database


async def load_synthetic(
    database: Database,
    project_id: str,
    *,
    live_mode: bool,
    customers: int,
    seed: int,
    now: Instant,
    strict: bool = False,
    on_progress: Progress | None = None,
) -> ImportReport:
    """Imports what the generator makes of these customers as of `now`; `on_progress` hears of each step."""
    parts = split_customers(customers, seed, now)
    terms = Terms(live_mode, now, strict)
    return await import_parts(
        database, parts, project_id=project_id, terms=terms, shared=CATALOGUE, on_progress=on_progress
    )
