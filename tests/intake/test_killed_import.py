"""An import that is killed, again and again, and then run to its end."""

import gzip
import json
import signal
from pathlib import Path

from intake.importing import import_files
from intake.synthetic.generator import generate_objects
from models.values.instant import Instant
from tests.factories import NOW
from tests.intake.killed_import import import_until

KILLS = 10


def write_input(path: Path, now: Instant) -> Path:
    """Objects of all types; half of the payments come a second time, in an event.

    They are compressed, so that none of them are built ahead, and stored together.
    """
    objects = list(generate_objects(80, 1, now))
    events = [
        {
            "id": f"evt_{number}",
            "object": "event",
            "type": "payment_intent.updated",
            "created": payment["created"] + 1,
            "livemode": False,
            "data": {"object": payment | {"description": "From an event"}},
        }
        for number, payment in enumerate(item for item in objects if item["object"] == "payment_intent")
        if number % 2
    ]
    path.write_bytes(gzip.compress("\n".join(map(json.dumps, objects + events)).encode()))
    return path


def write_start(path: Path, sample: Path) -> Path:
    """The first objects of a sample, which fill a third transaction."""
    path.write_bytes(b"\n".join(gzip.decompress(sample.read_bytes()).splitlines()[:300]))
    return path


async def test_an_import_killed_at_ten_points_and_run_again_ends_as_an_uninterrupted_one(
    database, database_url: str, projects, queries, dump, retail_sample: Path, tmp_path: Path
) -> None:
    files = [write_input(tmp_path / "objects.ndjson.gz", NOW), write_start(tmp_path / "sample.ndjson", retail_sample)]
    whole = await import_files(database, files, project_id="prj_2")
    statements = len(queries)
    uninterrupted = await dump("prj_2")
    left_behind = []

    for kill in range(1, KILLS + 1):
        # What is stored already takes fewer statements.
        fatal = kill * statements // (5 * KILLS)
        assert import_until(database_url, "prj_1", fatal, files) == -signal.SIGKILL
        left_behind.append(await dump("prj_1"))
    report = await import_files(database, files, project_id="prj_1")

    sizes = [sum(map(len, tables.values())) for tables in left_behind]
    assert whole.errors == report.errors == []
    assert sizes == sorted(sizes)
    assert sizes[0] < sizes[-1]
    assert left_behind[-1] != uninterrupted
    assert await dump("prj_1") == uninterrupted
