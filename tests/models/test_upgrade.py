"""A database of the release before keeps its data when it is upgraded, and an import goes on from there."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import text

from app.database.migrations import find_drift, migrate
from models.values.instant import Instant
from storage.database import Database
from tests.factories import make_customer, make_project, save
from tests.importing import import_objects
from tests.intake.stripe_objects import (
    make_charge,
    make_event,
    make_everything,
    make_invoice,
    make_line,
    make_payment,
    make_refund,
)
from tests.models.earlier_releases import CUSTOMER, PROJECT, set_back
from tests.verification import assert_verified

ROWS = [
    PROJECT,
    CUSTOMER,
    "INSERT INTO customer_word (project_id, live_mode, customer_id, word) VALUES ('prj_1', true, 'cus_1', 'søren'),"
    " ('prj_1', true, 'cus_1', 'soren'), ('prj_1', true, 'cus_1', 'łucja'), ('prj_1', true, 'cus_1', 'ada')",
    "INSERT INTO product (project_id, live_mode, id, name) VALUES ('prj_1', true, 'prod_1', 'Team')",
    "INSERT INTO plan (project_id, live_mode, id, product_id, product_name, name, unit_amount, amount, currency,"
    " interval, interval_count)"
    " VALUES ('prj_1', true, 'price_1', 'prod_1', 'Team', 'Monthly', '1900', 1900, 'GBP', 'MONTH', 1)",
    "INSERT INTO subscription (project_id, live_mode, id, customer_id, status, currency, current_period_start,"
    " current_period_end, canceled_at, ended_at, created_at)"
    " VALUES ('prj_1', true, 'sub_1', 'cus_1', 'CANCELED', 'GBP', 1, 2, 3, 3, 1)",
    "INSERT INTO subscription_item (project_id, live_mode, id, subscription_id, plan_id, quantity, amount, currency,"
    " position) VALUES ('prj_1', true, 'si_1', 'sub_1', 'price_1', 3, 5700, 'GBP', 0)",
    "INSERT INTO invoice (project_id, live_mode, id, customer_id, subscription_id, status, currency, subtotal, tax,"
    " total, amount_due, amount_paid, amount_remaining, buyer, created_at)"
    " VALUES ('prj_1', true, 'in_1', 'cus_1', 'sub_1', 'OPEN', 'GBP', 5700, 0, 5700, 5700, 0, 5700, '{}', 1)",
    "INSERT INTO invoice_line (project_id, live_mode, invoice_id, position, id, description, quantity, unit_amount,"
    " amount, tax, currency) VALUES ('prj_1', true, 'in_1', 0, 'sub_1', 'Team', 3, '1900', 5700, 0, 'GBP')",
    "INSERT INTO invoice_line (project_id, live_mode, invoice_id, position, id, description, quantity, unit_amount,"
    " amount, tax, currency) VALUES ('prj_1', true, 'in_1', 1, 'il_2', 'More', -1, '0', 0, 0, 'GBP')",
    "INSERT INTO payment_intent (project_id, live_mode, id, customer_id, invoice_id, amount, currency, status,"
    " created_at, failure_code, method_type, method_brand, method_last4)"
    " VALUES ('prj_1', true, 'pi_1', 'cus_1', 'in_1', 5700, 'GBP', 'SUCCEEDED', 1, NULL, 'card', 'visa', '4242')",
]


@pytest.fixture
async def earlier(database: Database) -> AsyncIterator[Database]:
    """Set back to the release before, with a row of each kind."""
    async with set_back(database, "0007", ROWS):
        yield database


async def fetch(database: Database, statement: str) -> list[tuple[object, ...]]:
    async with database.engine.connect() as connection:
        return [tuple(row) for row in await connection.execute(text(statement))]


async def test_every_row_of_the_release_before_is_kept(earlier: Database) -> None:
    await migrate(earlier)

    assert await find_drift(earlier) == []
    assert await fetch(earlier, "SELECT id, quantity, unit_amount, amount FROM invoice_line ORDER BY position") == [
        ("in_1/0", "3", "1900", 5700),
        ("il_2", "-1", "0", 0),
    ]
    assert await fetch(earlier, "SELECT quantity, amount FROM subscription_item") == [(3, 5700)]
    assert await fetch(earlier, "SELECT name, nickname, is_metered FROM plan") == [("Monthly", "Monthly", False)]
    assert await fetch(earlier, "SELECT status, cancellation_cause FROM subscription") == [("CANCELED", "UNKNOWN")]
    assert await fetch(earlier, "SELECT subscription_id, lines_complete, total FROM invoice") == [("sub_1", True, 5700)]
    assert await fetch(
        earlier, "SELECT invoice_id, amount_received, amount_refunded, refund_status, disputed FROM payment_intent"
    ) == [("in_1", 5700, 0, "NONE", False)]
    assert await fetch(earlier, "SELECT text FROM search_entry WHERE text LIKE '_:%' ORDER BY text") == [
        ("a:GBP:5700",),
        ("c:4242",),
    ]
    await assert_verified(earlier)


@pytest.mark.parametrize(
    ("revision", "rows", "lacks_parts"),
    [("0007", [PROJECT, CUSTOMER], True), ("0007", [PROJECT], False), ("0046", [PROJECT, CUSTOMER], False)],
    ids=["more is kept", "nothing was imported", "no more is kept"],
)
async def test_it_is_told_whether_a_new_import_would_add_something(
    database: Database, revision: str, rows: list[str], *, lacks_parts: bool
) -> None:
    async with set_back(database, revision, rows):
        assert [await migrate(database), await migrate(database)] == [lacks_parts, False]


async def test_an_import_goes_on_from_there(earlier: Database) -> None:
    await migrate(earlier)

    async def take(*objects):  # type: ignore[no-untyped-def]
        return (await import_objects(earlier, objects, project_id="prj_1", as_of=Instant(1))).as_json()

    charged = await take(make_charge(), make_refund())
    everything = await take(*make_everything(), make_invoice("in_2", lines=[make_line("il_9")]))

    assert charged["created"] == {"charge": 1, "refund": 1}
    assert await fetch(earlier, "SELECT invoice_id, amount_refunded, method_last4 FROM payment_intent") == [
        ("in_1", 1000, "4242")
    ]
    assert everything["errors"] == []
    assert everything["created"] == {"invoice": 1, "invoice_payment": 1}
    assert (await take(*make_everything()))["unchanged"]["payment_intent"] == 1


# A release that keeps less of an object has another hash of it, which may be the greater one.
OTHER_HASH = {
    "fetched": "UPDATE payment_intent SET source_hash = 'f', source_rank = substr(source_rank, 1, 4) || 'f'",
    "told by an event": "UPDATE payment_intent SET source_hash = 'f', source_rank = replace(source_rank, '~1', '')",
}


@pytest.mark.parametrize("way", OTHER_HASH)
async def test_metadata_of_a_payment_are_unknown_until_it_is_imported_again(database: Database, way: str) -> None:
    payments = [make_payment(metadata={"order": "6735"}), make_payment("pi_2", metadata={})]
    sources = payments if way == "fetched" else [make_event(each, at) for at, each in enumerate(payments)]

    async def take(*objects: dict[str, Any]) -> dict[str, Any]:
        return (await import_objects(database, objects, project_id="prj_1", as_of=Instant(1))).as_json()

    async with set_back(database, "0034", [PROJECT]):
        await migrate(database)
        await take(*sources)
    async with set_back(database, "0034", [OTHER_HASH[way]]):
        await migrate(database)
        unknown = await fetch(database, "SELECT DISTINCT metadata FROM payment_intent")
        again = await take(*sources)

    assert unknown == [(None,)]
    assert again["updated"] == {"payment_intent": 2}
    assert await fetch(database, "SELECT metadata FROM payment_intent ORDER BY id") == [('{"order":"6735"}',), ("{}",)]
    assert (await take(*sources))["unchanged"] == {"payment_intent": 2}
    await assert_verified(database)


async def test_the_way_back_takes_what_a_payments_metadata_say_from_the_search(database: Database) -> None:
    objects = [make_payment(metadata={"order": "6735", "shop": "Bath"}), make_payment("pi_2", metadata={"a": "Bath"})]
    await save(database, make_project(), make_customer(extra={"order": "6735"}))
    await import_objects(database, objects, project_id="prj_1", as_of=Instant(1))

    async with set_back(database, "0034", []):
        found = await fetch(database, "SELECT text, how_many FROM search_entry WHERE text LIKE 'm:%'")

    assert found == [("m:6735", 1)]
    await assert_verified(database)


OLD_STANDINGS = [
    "INSERT INTO customer (project_id, live_mode, id, name, sort_name, tax_ids, metadata, created_at)"
    " VALUES ('prj_1', true, 'cus_2', 'Bo', 'bo', '[]', '{}', 2), ('prj_1', false, 'cus_2', 'Cy', 'cy', '[]', '{}', 3)",
    *(
        "INSERT INTO subscription (project_id, live_mode, id, customer_id, status, currency, current_period_start,"
        f" current_period_end, cancel_at, created_at, items_complete) VALUES"
        f" ('prj_1', true, 'sub_of_2_{status}', 'cus_2', '{status}', 'GBP', 1, 2, {cancel_at}, 1, true)"
        for status, cancel_at in (("ACTIVE", 9 * 10**15), ("PAUSED", 5), ("PAST_DUE", "NULL"), ("CANCELED", "NULL"))
    ),
    *(
        "INSERT INTO invoice (project_id, live_mode, id, customer_id, status, currency, subtotal, tax, total,"
        " amount_due, amount_paid, amount_remaining, buyer, created_at, due_at, attempt_count, amount_credited,"
        f" lines_complete, payment_processing) VALUES ('prj_1', true, 'in_{number}', '{customer}', '{status}', 'GBP',"
        f" 1, 0, 1, 1, 0, 1, '{{}}', 1, {due_at}, {tries}, 0, true, false)"
        for number, (customer, status, due_at, tries) in enumerate(
            (
                ("cus_2", "OPEN", 9 * 10**15, 0),
                ("cus_2", "OPEN", 7, "NULL"),
                ("cus_1", "OPEN", "NULL", 1),
                ("cus_1", "DRAFT", 3, 0),
            ),
            start=2,
        )
    ),
    "INSERT INTO payment_method (project_id, live_mode, id, customer_id, type, expires_month, expires_year, created_at,"
    " is_default) VALUES ('prj_1', true, 'pm_1', 'cus_2', 'card', 12, 1969, 1, 0)",
    "UPDATE customer SET default_payment_method_id = 'pm_1' WHERE id = 'cus_2' AND live_mode",
    "INSERT INTO subscription_item (project_id, live_mode, id, subscription_id, plan_id, quantity, amount, currency,"
    " position) VALUES ('prj_1', true, 'si_2', 'sub_of_2_ACTIVE', 'price_1', 1, 1900, 'GBP', 0)",
    "INSERT INTO dispute (project_id, live_mode, id, customer_id, status, currency, amount, reason, created_at)"
    " VALUES ('prj_1', true, 'dp_1', 'cus_2', 'UNDER_REVIEW', 'GBP', 1, 'general', 1),"
    " ('prj_1', true, 'dp_2', 'cus_1', 'LOST', 'GBP', 1, 'general', 1)",
]


async def test_what_is_kept_of_customers_is_made_for_those_that_are_there(database: Database) -> None:
    async with set_back(database, "0007", ROWS):
        await migrate(database)
        async with set_back(database, "0023", OLD_STANDINGS):
            await migrate(database)

            assert await fetch(database, "SELECT count(*) FROM customer_facets") == [(3,)]
            assert await fetch(database, "SELECT sum(how_many) FROM customer_count WHERE facets = -1") == [(15,)]
            assert await fetch(database, "SELECT customer_id, payment_method_id, since, until FROM ending_card") == [
                ("cus_2", "pm_1", None, 9 * 10**15)
            ]
            await assert_verified(database)


async def test_who_goes_back_to_a_release_with_words_of_names_has_them_again(database: Database) -> None:
    people = (
        make_customer(1, name="Søren Ærø"),
        make_customer(2, name=None),
        make_customer(3, name="山田", live_mode=False),
    )
    await save(database, make_project(), people)

    async with set_back(database, "0033", []):
        words = await fetch(database, "SELECT customer_id, word FROM customer_word ORDER BY customer_id, word")

    assert words == [("cus_1", "aero"), ("cus_1", "soren"), ("cus_3", "山田"), ("cus_3", "田")]
    assert await find_drift(database) == []
