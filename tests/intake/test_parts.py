"""Input in parts, each of which is stored in one transaction: as files are, or not at all."""

import asyncio
import signal
from typing import Any

from intake.files.arrival import Arrival
from intake.files.portions import Objects
from intake.gathering.collector import Terms
from intake.importing import import_parts
from intake.parts.foreign_keys import SHARED_TABLES
from intake.report import Place
from intake.synthetic.generator import generate_objects
from intake.synthetic.loading import load_synthetic
from storage.database import Database
from tests.factories import NOW
from tests.importing import import_objects
from tests.intake.stripe_objects import make_charge, make_customer
from tests.killing import exit_code_of, kill_before


def part(*objects: dict[str, Any]) -> Objects:
    return Objects([Arrival(Place("part", number), value) for number, value in enumerate(objects, 1)])


async def test_customers_that_are_generated_are_stored_as_those_of_a_file(database, projects, dump) -> None:
    await import_objects(database, generate_objects(5, 1, NOW), project_id="prj_2", live_mode=True, as_of=NOW)

    report = await load_synthetic(database, "prj_1", live_mode=True, customers=5, seed=1, now=NOW)

    assert report.errors == []
    assert await dump("prj_1") == await dump("prj_2")


async def test_generating_the_same_customers_again_changes_nothing(database, projects, dump) -> None:
    await load_synthetic(database, "prj_1", live_mode=True, customers=5, seed=1, now=NOW)
    before = await dump()

    again = await load_synthetic(database, "prj_1", live_mode=True, customers=5, seed=1, now=NOW)

    assert not again.created
    assert not again.updated
    assert await dump() == before


async def test_what_the_database_refuses_leaves_the_rest_of_its_part_to_be_stored(
    database, projects, second_customer_refused, read_table
) -> None:
    parts = [part(make_customer("cus_1"), make_customer("cus_2"), make_customer("cus_3"))]

    report = await import_parts(database, parts, project_id="prj_1", terms=Terms(None, NOW, strict=False))

    assert report.created == {"customer": 2}
    assert report.errors == [{"file": "part", "line": 2, "reason": "was refused by the database"}]
    assert await read_table("customer", "id") == [{"id": "cus_1"}, {"id": "cus_3"}]


async def test_a_payment_that_only_its_charge_tells_of_stands_in_within_a_part(database, projects, read_table) -> None:
    parts = [part(make_customer(), make_charge())]

    report = await import_parts(database, parts, project_id="prj_1", terms=Terms(None, NOW, strict=False))

    assert [row["id"] for row in await read_table("payment_intent")] == ["pi_1"]
    assert [note["line"] for note in report.notes] == [2]


async def test_of_a_part_whose_process_is_killed_nothing_is_stored(database, database_url: str, projects, dump) -> None:
    before = await dump()

    code = exit_code_of(_generate_until, database_url, "INSERT INTO payment_intent")

    assert code == -signal.SIGKILL
    # The catalogue is a part of its own, before.
    after = await dump()
    assert {name for name in after if after[name] != before[name]} == {table.name for table in SHARED_TABLES}


def _generate_until(url: str, text: str) -> None:
    async def generate() -> None:
        async with Database(url) as database:
            kill_before(database, 1, text)
            await load_synthetic(database, "prj_1", live_mode=True, customers=3, seed=1, now=NOW)

    asyncio.run(generate())
