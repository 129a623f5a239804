"""Several versions of one object: within an input, between imports, bare and in events."""

from itertools import permutations

import pytest

from tests.intake.stripe_objects import (
    EACH_ONCE,
    make_customer,
    make_dispute,
    make_event,
    make_everything,
    make_invoice,
    make_line,
    make_price,
    make_subscription,
)

STALE = "is older than what is stored, or not later and of less weight: nothing of it was taken"


async def test_of_bare_versions_the_one_that_was_fetched_last_wins(take, read_table) -> None:
    await take(make_customer(name="First"), as_of=100)
    await take(make_customer(name="Last"), as_of=300)

    report = await take(make_customer(name="Between"), as_of=200)

    assert report["unchanged"] == {"customer": 1}
    assert report["notes"] == [{"file": "objects", "line": 1, "note": STALE}]
    assert await read_table("customer", "name", "source_at") == [{"name": "Last", "source_at": 300_000_000}]


async def test_of_bare_versions_of_one_second_the_same_wins_in_any_order(take, read_table) -> None:
    await take(make_customer(name="One"), make_customer(name="Other"))
    [first] = await read_table("customer", "name")

    await take(make_customer(name="Other"), make_customer(name="One"), project_id="prj_2")

    assert await read_table("customer", "name", project_id="prj_2") == [first]


@pytest.mark.parametrize("order", list(permutations((100, 200, 300))))
async def test_of_events_the_newest_wins_in_any_order(take, read_table, order) -> None:
    await take(*(make_event(make_customer(name=f"At {created}"), created) for created in order))

    assert await read_table("customer", "name", "source_at") == [{"name": "At 300", "source_at": 300_000_000}]


async def test_an_event_older_than_what_is_stored_is_stale(take, read_table) -> None:
    await take(make_event(make_customer(name="New"), 200))

    report = await take(make_event(make_customer(name="Old"), 100))

    assert report["unchanged"] == {"customer": 1}
    assert await read_table("customer", "name") == [{"name": "New"}]


async def test_an_event_that_says_nothing_new_still_makes_older_ones_stale(take, read_table) -> None:
    await take(make_customer(name="Now"), as_of=150)

    report = await take(make_event(make_customer(name="Now"), 200))
    await take(make_event(make_customer(name="Before"), 100))

    assert report["unchanged"] == {"customer": 1}
    assert await read_table("customer", "name", "source_at") == [{"name": "Now", "source_at": 200_000_000}]


@pytest.mark.parametrize("created", [100, 250, 300])
async def test_an_event_from_before_the_object_was_fetched_is_older(take, read_table, created: int) -> None:
    await take(make_event(make_customer(name="Event"), 200))
    await take(make_customer(name="Bare"), as_of=300)

    await take(make_event(make_customer(name="Older event"), created))

    assert await read_table("customer", "name", "source_at") == [{"name": "Bare", "source_at": 300_000_000}]


async def test_a_bare_object_is_later_than_the_events_of_its_input(take, read_table) -> None:
    await take(make_event(make_customer(name="Event"), 200), make_customer(name="Bare"), as_of=100)

    assert await read_table("customer", "name", "source_at") == [{"name": "Bare", "source_at": 200_000_000}]


async def test_events_and_bare_objects_in_one_file_change_nothing_the_second_time(take, dump) -> None:
    everything = make_everything()
    mixed = [
        make_event(make_customer(name="Event 200"), 200),
        *everything,
        make_event(make_customer(name="Event 100"), 100),
        make_event(make_subscription(status="past_due"), 150),
        make_subscription(status="unpaid"),
        make_event(make_invoice(status="paid", lines=[make_line(), make_line("il_2")]), 300),
    ]
    first = await take(*mixed)
    before = await dump()

    again = await take(*mixed)

    assert first["created"] == again["unchanged"] == EACH_ONCE
    assert again["created"] == again["updated"] == {}
    assert await dump() == before


async def test_an_equal_import_does_not_touch_a_row_that_was_changed_here(take, database, read_table) -> None:
    await take(make_customer())
    async with database.engine.begin() as connection:
        await connection.exec_driver_sql("UPDATE customer SET description = 'VIP'")

    report = await take(make_customer())

    assert report["unchanged"] == {"customer": 1}
    assert await read_table("customer", "description") == [{"description": "VIP"}]


# What stands in a rank behind its class is of a release that read the object otherwise: any hash, or the event's id.
EARLIER_TIES = {"fetched, of a smaller hash": "0", "fetched, of a greater hash": "f", "told by an event": "evt"}


@pytest.mark.parametrize("way", EARLIER_TIES)
async def test_what_an_earlier_release_read_otherwise_is_read_again(take, database, read_table, dump, way) -> None:
    invoice = make_invoice(subtotal=5000, total=5000)
    source = make_event(invoice, 200) if way == "told by an event" else invoice
    await take(make_customer(), source)
    before = await dump()
    [row] = await read_table("invoice", "source_rank")
    rank = row["source_rank"][:4] + (source["id"] if way == "told by an event" else EARLIER_TIES[way])
    async with database.engine.begin() as connection:
        await connection.exec_driver_sql(f"UPDATE invoice SET subtotal = 1, source_hash = 'f', source_rank = '{rank}'")

    report = await take(make_customer(), source)

    assert report["updated"] == {"invoice": 1}
    assert report["notes"] == []
    assert await dump() == before


async def test_the_second_import_writes_nothing(take, queries) -> None:
    await take(*make_everything())
    queries.clear()

    await take(*make_everything())

    writes = [sql for sql in queries if sql.startswith(("INSERT", "UPDATE", "DELETE"))]
    assert writes == []


async def test_children_are_replaced_with_their_parent(take, read_table) -> None:
    await take(*make_everything(), make_invoice("in_2"))

    report = await take(
        make_customer(name="Ada"),
        make_invoice(lines=[make_line("il_8", description="New"), make_line("il_9", description="Two")]),
        as_of=100,
    )

    assert report["updated"] == {"customer": 1, "invoice": 1}
    texts = [row["text"] for row in await read_table("search_entry", "text")]
    assert "ada" in texts
    assert "customer" not in texts
    assert await read_table("invoice_line", "invoice_id", "position", "id") == [
        {"invoice_id": "in_1", "position": 0, "id": "il_8"},
        {"invoice_id": "in_1", "position": 1, "id": "il_9"},
        {"invoice_id": "in_2", "position": 0, "id": "il_1"},
    ]


async def test_one_id_in_two_projects_and_both_modes_is_four_objects(take, read_table) -> None:
    for project_id in ("prj_1", "prj_2"):
        for live_mode in (False, True):
            name = f"{project_id} {live_mode}"
            objects = [item for item in make_everything() if item["object"] != "customer"]
            report = await take(*objects, make_customer(name=name), project_id=project_id, live_mode=live_mode)
            assert report["created"] == EACH_ONCE

    for project_id in ("prj_1", "prj_2"):
        assert await read_table("customer", "id", "name", "live_mode", project_id=project_id) == [
            {"id": "cus_1", "name": f"{project_id} False", "live_mode": False},
            {"id": "cus_1", "name": f"{project_id} True", "live_mode": True},
        ]


async def test_an_object_belongs_to_the_mode_it_says(take, read_table) -> None:
    await take(make_customer("cus_test", livemode=False), make_customer("cus_live"))

    assert await read_table("customer", "id", "live_mode") == [
        {"id": "cus_test", "live_mode": False},
        {"id": "cus_live", "live_mode": True},
    ]


async def test_what_only_an_event_dates_is_kept_whichever_version_counts(take, read_table) -> None:
    paused = make_subscription(pause_collection={"behavior": "void", "resumes_at": None})
    pausing = make_event(paused, 50, type="customer.subscription.updated")
    pausing["data"]["previous_attributes"] = {"pause_collection": None}

    await take(make_dispute(status="lost"), make_customer(), make_price(), paused, as_of=100)
    await take(make_event(make_dispute(status="lost"), 50, type="charge.dispute.closed"), pausing)

    assert await read_table("dispute", "status", "closed_at") == [{"status": "LOST", "closed_at": 50_000_000}]
    assert await read_table("subscription", "pause_behavior", "paused_at", "unpaused_at") == [
        {"pause_behavior": "VOID", "paused_at": 50_000_000, "unpaused_at": None}
    ]
