"""Synthetic objects made and imported in one stream."""

from intake.importing import Progress, import_objects
from intake.report import ImportReport
from intake.synthetic.generator import generate_objects
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
    """Imports what the generator makes; `on_progress` is called with (done, total) in objects."""
    return await import_objects(
        database,
        generate_objects(customers, seed, now),
        project_id=project_id,
        live_mode=live_mode,
        strict=strict,
        on_progress=on_progress,
        source="generate",
    )
