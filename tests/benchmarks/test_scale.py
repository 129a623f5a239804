"""The short form of the benchmark of very much data: that everything is asked and answered, not how fast."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

import pytest

from app.admin.projects import list_projects
from app.admin.verification import verify
from benchmarks.findings import Finding
from benchmarks.scale.databases import Databases, DiskTooSmall, Report, create_in_postgresql, create_in_sqlite
from benchmarks.scale.parameters import Parameters
from benchmarks.scale.running import measure_scale
from models.values.instant import system_clock
from storage.database import Database

TINY = Parameters(customers=60, on_postgresql=60, few=20, big=500, full=2, rounds=1, pages=3)
KINDS = {"sqlite": create_in_sqlite, "postgresql": create_in_postgresql}

Lay = Callable[[Parameters, Report], AbstractAsyncContextManager[Databases]]


@pytest.mark.parametrize("lay_in", KINDS.values(), ids=KINDS)
async def test_every_question_is_answered_and_what_is_kept_of_copies_is_right(lay_in: Lay) -> None:
    found: list[Finding] = []

    found += [finding async for finding in measure_scale(lay_in(TINY, found.append), TINY)]

    assert [each for each in found if "no answer" in each.found] == []
    assert [each.good for each in found if each.what == "differences in derived rows"] == [True, True]
    asked = {each.what.partition(",")[0] for each in found}
    assert {
        "customer page",
        "list: overdue",
        "list by name: created later",
        "count: of five months",
        "count: all",
        "search: e-mail",
        "activity",
        "operator's page",
        "memory of a worker",
    } <= asked


async def test_many_customers_are_the_few_many_times_over_in_every_table() -> None:
    async with (
        create_in_sqlite(TINY, print) as databases,
        Database(databases.many.render_as_string(hide_password=False)) as database,
    ):
        found = await verify(database, await list_projects(database), system_clock())
        async with database.engine.connect() as connection:
            sql = "SELECT count(*) FROM {} WHERE project_id = '" + databases.customers.project_id + "'"
            counts = [
                (await connection.exec_driver_sql(sql.format(table))).scalar_one()
                for table in ("customer", "subscription", "customer_facets")
            ]

    assert found == []
    # Two more are sought for.
    assert counts[0] == counts[2] == 62
    assert counts[1] % 3 == 0


async def test_without_space_on_the_disk_nothing_is_made() -> None:
    with pytest.raises(DiskTooSmall, match=r"GB free, and [\d.]+ GB are needed$"):
        async with create_in_sqlite(Parameters(customers=10**12), [].append):
            pass
