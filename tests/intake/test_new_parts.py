"""Parts that are built alone, in memory: they are stored as if they had been imported, or not at all."""

import asyncio
import gzip
import json
import os
import signal
from collections.abc import Awaitable, Callable, Collection, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Table

from app.commands.command_database import telling_failures
from app.user_error import UserError
from intake.files.arrival import Arrival
from intake.files.events import may_hold_late_events
from intake.files.portions import Objects
from intake.gathering.collector import Terms
from intake.gathering.runs import Runs
from intake.importing import import_files, import_parts
from intake.parts import copying, loading
from intake.parts.building import Built, build, build_complete
from intake.parts.copying import store_built
from intake.parts.foreign_keys import REVERSE_LOOKUPS, list_foreign_keys
from intake.parts.loading import Gathered, NewParts
from intake.parts.shared_rows import SharedRows, load_shared_rows
from intake.report import ImportReport, Place
from intake.synthetic.generator import generate_objects
from intake.synthetic.portions import CATALOGUE, Catalogue, Customers
from models.access.viewer import Role
from models.tables import METADATA
from models.values.instant import SECOND, Instant
from resolvers.erasure.erase import erase_customer
from storage.database import Database
from tests.factories import NOW, make_context
from tests.importing import import_objects
from tests.intake.stripe_objects import (
    CREATED,
    make_charge,
    make_coupon,
    make_customer,
    make_event,
    make_invoice,
    make_payment,
    make_price,
    make_product,
)
from tests.intake.test_erased_customers import THEIRS
from tests.killing import exit_code_of

SHARED = (make_product(), make_price(), make_coupon())
_CLOSED = "connection was closed in the middle of operation"
TERMS = Terms(None, NOW, strict=False)

Build = Callable[..., Awaitable[tuple[SharedRows, Built | None]]]
StoreNew = Callable[..., Awaitable[bool]]


@pytest.fixture
def build_part(database: Database, projects: None, tmp_path: Path) -> Build:
    """Builds a part of a project that has a product, a price and a coupon."""

    async def build_part(
        *objects: Any, project_id: str = "prj_1", passed: Collection[str] = CATALOGUE
    ) -> tuple[SharedRows, Built | None]:
        await import_objects(database, SHARED, project_id=project_id, as_of=NOW)
        async with database.engine.connect() as connection:
            shared_rows = await load_shared_rows(connection, project_id)
        assert shared_rows is not None
        part = Objects([Arrival(Place("part", number), value) for number, value in enumerate(objects, 1)])
        return shared_rows, await asyncio.to_thread(build, part, TERMS, shared_rows, project_id, passed, tmp_path)

    return build_part


@pytest.fixture
def store_new(database: Database, build_part: Build) -> StoreNew:
    """Builds a part and stores it, if it is new."""

    async def store_new(*objects: Any, project_id: str = "prj_1") -> bool:
        shared_rows, built = await build_part(*objects, project_id=project_id)
        return built is not None and await store_built(database.engine, project_id, shared_rows, [built])

    return store_new


async def test_a_new_part_is_stored_as_its_objects_are_imported(database, store_new, dump) -> None:
    await import_objects(database, [*SHARED, *THEIRS], project_id="prj_2", as_of=NOW)

    assert await store_new(*THEIRS)

    assert await dump("prj_1") == await dump("prj_2")


@pytest.mark.one_database
@pytest.mark.parametrize("known", range(len(THEIRS)))
async def test_whatever_was_there_a_part_is_stored_as_if_it_were_imported_or_not_at_all(
    database, store_new, dump, known
) -> None:
    rest = [value for number, value in enumerate(THEIRS) if number != known]
    for project_id in ("prj_1", "prj_2"):
        await import_objects(database, [*SHARED, THEIRS[known]], project_id=project_id, as_of=NOW)
    before = await dump("prj_1")

    is_stored = await store_new(*rest)

    if not is_stored:
        assert await dump("prj_1") == before
        return
    await import_objects(database, rest, project_id="prj_2", as_of=NOW)
    assert await dump("prj_1") == await dump("prj_2")


async def test_parts_that_are_stored_together_are_stored_as_their_objects_are_imported(
    database, build_part, dump
) -> None:
    other = make_customer("cus_9"), make_payment("pi_9", customer="cus_9")
    await import_objects(database, [*SHARED, *THEIRS, *other], project_id="prj_2", as_of=NOW)
    shared_rows, built = await build_part(*THEIRS)
    _, built_too = await build_part(*other)

    assert not await store_built(database.engine, "prj_1", shared_rows, [built, built_too, built])
    assert await store_built(database.engine, "prj_1", shared_rows, [built, built_too])

    assert await dump("prj_1") == await dump("prj_2")


@pytest.mark.one_database
async def test_parts_of_which_one_names_a_row_of_another_are_not_stored_together(database, build_part, dump) -> None:
    shared_rows, naming = await build_part(make_charge(payment_intent="pi_1", customer=None, payment_method=None))
    _, named = await build_part(make_payment(customer=None, payment_method=None))
    before = await dump()

    assert not await store_built(database.engine, "prj_1", shared_rows, [naming, named])
    assert not await store_built(database.engine, "prj_1", shared_rows, [named, naming])

    assert await dump() == before


async def test_a_part_of_which_something_is_there_is_not_new(database, store_new, dump) -> None:
    await import_objects(database, [*SHARED, make_payment()], project_id="prj_1", as_of=NOW)
    before = await dump()

    assert not await store_new(make_customer())
    assert not await store_new(make_customer("cus_2"), make_payment(customer="cus_2"))

    assert await dump() == before


async def test_a_part_that_the_database_refuses_leaves_nothing(store_new, second_customer_refused, read_table) -> None:
    assert not await store_new(make_customer(), make_customer("cus_2"))

    assert await read_table("customer") == []


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@pytest.mark.parametrize(
    ("deed", "told"),
    [
        ("RAISE EXCEPTION 'no space left' USING ERRCODE = 'disk_full'", "no space left"),
        ("PERFORM pg_terminate_backend(pg_backend_pid())", "terminating connection due to administrator command"),
    ],
)
async def test_why_a_part_could_not_be_copied_is_told_in_one_line(
    database, store_new, read_table, deed: str, told: str
) -> None:
    async with database.engine.begin() as connection:
        make = f"CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {deed}; END $$"
        await connection.exec_driver_sql(make)
        await connection.exec_driver_sql("CREATE TRIGGER no BEFORE INSERT ON customer EXECUTE FUNCTION fail()")

    try:
        with pytest.raises(UserError) as refused, telling_failures("it"):
            await store_new(make_customer())
    finally:
        async with database.engine.begin() as connection:
            await connection.exec_driver_sql("DROP FUNCTION fail CASCADE")

    # Whether the server's last words arrive before the end of the connection is a matter of luck.
    assert str(refused.value) in {f"The database failed: {said}" for said in (told, _CLOSED, f"{_CLOSED}: {told}")}
    assert await read_table("customer") == []


@pytest.mark.one_database
async def test_a_part_with_a_price_of_its_own_is_not_built(build_part) -> None:
    assert (await build_part(make_customer(), make_price("price_2"), passed=()))[1] is None


async def test_a_part_is_not_new_once_what_it_rests_on_has_changed(database, build_part, dump) -> None:
    shared_rows, built = await build_part(*THEIRS)
    await import_objects(database, [make_product(name="Silver")], project_id="prj_1", as_of=NOW + 10**6)
    before = await dump()

    assert built is not None
    assert not await store_built(database.engine, "prj_1", shared_rows, [built])

    assert await dump() == before


@pytest.mark.one_database
async def test_nothing_is_new_where_a_customer_was_erased(database, take, store_new) -> None:
    await take(make_customer("cus_2"))
    await erase_customer(make_context(database, role=Role.ADMIN), "cus_2", [], 10)

    assert not await store_new(make_customer())


@pytest.mark.one_database
async def test_an_object_whose_end_is_kept_is_not_new(take, store_new) -> None:
    await take({"id": "in_2", "object": "invoice", "deleted": True, "livemode": True})

    assert await store_new(make_customer(), make_invoice())
    assert not await store_new(make_customer("cus_2"), make_invoice("in_2", customer="cus_2"))


async def test_parts_that_other_processes_build_are_stored_as_files_are(
    database, projects, dump, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("intake.parts.loading.count_processors", lambda: 2)
    parts = [Catalogue(1, NOW), *(Customers(number, number + 1, 1, NOW, number / 9) for number in range(9))]
    objects = [arrival.value for part in parts for arrival in part.read()]
    await import_objects(database, objects, project_id="prj_2", live_mode=True, as_of=NOW)

    terms = Terms(live_mode=True, as_of=NOW, strict=False)
    report = await import_parts(database, parts, project_id="prj_1", terms=terms, shared=CATALOGUE)
    again = await import_parts(database, parts, project_id="prj_1", terms=terms, shared=CATALOGUE)

    assert report.created["customer"] == again.unchanged["customer"] == 9
    assert (report.errors, again.created, again.updated) == ([], {}, {})
    assert await dump("prj_1") == await dump("prj_2")


async def test_of_a_new_part_whose_process_is_killed_nothing_is_stored(
    database, database_url: str, build_part, dump
) -> None:
    shared_rows, built = await build_part(*THEIRS)
    before = await dump()

    assert exit_code_of(_store_until, database_url, shared_rows, built) == -signal.SIGKILL

    assert await dump() == before
    assert await store_built(database.engine, "prj_1", shared_rows, [built])


def _store_until(url: str, shared_rows: SharedRows, built: Built) -> None:
    def list_until_killed(tables: Sequence[Table]) -> Iterator[Table]:
        yield from tables[: len(tables) // 2]
        os.kill(os.getpid(), signal.SIGKILL)

    async def store() -> None:
        async with Database(url) as database:
            copying.COPIED = list_until_killed(copying.COPIED)
            await store_built(database.engine, "prj_1", shared_rows, [built])

    asyncio.run(store())


def test_every_column_that_names_a_row_says_of_which_table() -> None:
    assert {(table.name, column) for table, column, _ in list_foreign_keys()} >= {
        pair for pairs in REVERSE_LOOKUPS.values() for pair in pairs
    }
    for named, followed in REVERSE_LOOKUPS.items():
        for table, column in followed:
            assert (METADATA.tables[table], column, METADATA.tables[named]) in list_foreign_keys()


def test_each_column_by_which_rows_are_found_has_an_index() -> None:
    for followed in REVERSE_LOOKUPS.values():
        for table, column in followed:
            indexes = METADATA.tables[table].indexes
            assert any([each.name for each in index.columns][2:3] == [column] for index in indexes)


@pytest.mark.parametrize("is_shuffled", [False, True])
async def test_files_of_many_portions_are_stored_as_one_input(
    database, projects, dump, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_shuffled: bool
) -> None:
    monkeypatch.setattr("intake.parts.loading.count_processors", lambda: 2)
    monkeypatch.setattr("intake.files.portions._MAX_LINES", 120)
    objects = [*generate_objects(18, 1, NOW)]
    if is_shuffled:
        objects = [*objects[:200], *reversed(objects[200:])]
    file = tmp_path / "objects.ndjson"
    file.write_text("\n".join(map(json.dumps, objects)))
    await import_objects(database, objects, project_id="prj_2", live_mode=True, as_of=NOW)

    report = await import_files(database, [file], project_id="prj_1", live_mode=True, as_of=NOW)
    again = await import_files(database, [file], project_id="prj_1", live_mode=True, as_of=NOW)

    assert (report.problems, report.updated, report.created["customer"]) == ([], {}, 18)
    assert (again.created, again.updated) == ({}, {})
    assert await dump("prj_1") == await dump("prj_2")


@pytest.mark.one_database
async def test_nothing_is_told_of_a_version_that_is_older_than_another_portion_has(
    database, projects, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("intake.parts.loading.count_processors", lambda: 2)
    monkeypatch.setattr("intake.files.portions._MAX_LINES", 2)
    customers = [make_customer(f"cus_{number}") for number in range(6)]
    events = [make_event(each | {"name": "Before"}, CREATED) for each in customers]
    file = tmp_path / "objects.ndjson"
    file.write_text("\n".join(map(json.dumps, [*customers, *events])))

    report = await import_files(database, [file], project_id="prj_1", as_of=NOW)
    again = await import_files(database, [file], project_id="prj_1", as_of=NOW)

    assert (report.created, report.notes) == ({"customer": 6}, [])
    assert (again.created, again.notes) == ({}, [])


@pytest.mark.one_database
async def test_of_a_scattered_file_the_most_is_left(database, projects, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "count_processors", lambda: 2)
    monkeypatch.setattr(loading, "MOST_SCATTERED", 2)
    lone = [make_charge(f"ch_{number}", customer="cus_elsewhere") for number in range(8)]
    portions = [Objects([Arrival(Place("part", 1), each)]) for each in lone]
    with closing(Runs()) as runs:
        parts = NewParts(database, "prj_1", TERMS, ImportReport())
        left = await parts.store_complete(iter(portions), Gathered(runs, {}), lambda _: None)

        assert (list(left), runs.count) == (portions[2:], 2)


@pytest.mark.one_database
async def test_the_first_portion_is_built_like_all_others_but_for_what_customers_share(
    database, projects, read_table, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loading, "count_processors", lambda: 2)
    shared = [make_price(), make_product()]
    held = [[*shared, make_customer("cus_1")], [make_customer("cus_2")]]
    portions = [Objects([Arrival(Place("part", 1), each) for each in values]) for values in held]
    report = ImportReport()
    with closing(Runs()) as runs:
        left = await NewParts(database, "prj_1", TERMS, report).store_complete(
            iter(portions), Gathered(runs, {}), lambda _: None
        )

        assert (list(left), runs.count) == ([], 0)
    assert report.created == {"price": 1, "product": 1, "customer": 2}
    assert await read_table("customer", "id") == [{"id": "cus_1"}, {"id": "cus_2"}]


@pytest.mark.one_database
async def test_what_is_complete_in_a_portion_is_built_and_the_rest_is_left(
    build_part, database, tmp_path: Path
) -> None:
    shared_rows, _ = await build_part()
    lone = make_charge("ch_9", payment_intent="pi_9", customer=None, payment_method=None)
    part = Objects([Arrival(Place("part", 1), value) for value in (*THEIRS, lone)])

    built, rest = await asyncio.to_thread(build_complete, part, TERMS, shared_rows, "prj_1", tmp_path)

    assert built is not None
    assert ("charge", True) in built.ids
    assert rest.run.sizes.keys() == {("charge", True)}
    assert b"ch_9" in rest.run.content


@pytest.mark.parametrize(
    ("line", "is_late"),
    [
        ('{"object": "customer", "created": 200}', False),
        ('{"object": "event", "created": 100}', False),
        ('{"object": "event", "created": 101}', True),
        ('{"object": "event"', True),
    ],
)
def test_events_that_are_later_than_what_was_fetched_are_noticed(tmp_path: Path, line: str, is_late: bool) -> None:
    file = tmp_path / "objects.ndjson"
    file.write_text(line)

    assert may_hold_late_events([file], Instant(100 * SECOND)) is is_late


@pytest.mark.parametrize("size", [1, 30, 100, 1_000])
def test_each_line_that_tells_of_an_event_is_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    monkeypatch.setattr("intake.files.events._AT_ONCE", size)
    early, late = (f'{{"object": "event", "created": {created}}}\n' for created in (100, 101))
    other = '{"object": "customer", "name": "event", "created": 5}\n{"object": "eventually", "created": 900}\n'
    file = tmp_path / "objects.ndjson"
    contents = {2 * (other + early): False, other + early + late + other: True, early + late.strip(): True}

    for content, is_late in contents.items():
        file.write_text(content)
        assert may_hold_late_events([file], Instant(100 * SECOND)) is is_late


def test_of_what_is_compressed_or_not_there_nothing_is_known(tmp_path: Path) -> None:
    file = tmp_path / "objects.ndjson.gz"
    file.write_bytes(gzip.compress(b"{}"))

    assert may_hold_late_events([file], None)
    assert may_hold_late_events([tmp_path / "none"], None)
