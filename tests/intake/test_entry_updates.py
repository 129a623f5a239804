"""What finds customers after imports: in any order, of values that change, move, come twice and go."""

import random
from typing import Any

from models.search.entries import Field
from models.search.pieces import Weight
from storage.database import Database
from tests.intake.conftest import ReadTable, Take
from tests.intake.stripe_objects import make_customer, make_invoice, make_method
from tests.intake.test_sum_updates import invoice, payment
from tests.verification import assert_verified


async def find(read_table: ReadTable, text: str, weight: Weight = Weight.EXACT) -> dict[str, int]:
    """The customers that the text finds, with how many objects say it."""
    rows = await read_table("search_entry", "customer_id", "how_many", "text", "weight")
    return {row["customer_id"]: row["how_many"] for row in rows if (row["text"], row["weight"]) == (text, weight)}


async def test_a_customer_is_found_by_its_new_name_and_no_longer_by_its_former(
    take: Take, read_table: ReadTable
) -> None:
    await take(make_customer(name="Ada", email=None))

    await take(make_customer(name="Grace", email=None), as_of=1)

    assert await find(read_table, "ada", Weight.WHOLE) == {}
    assert await find(read_table, "grace", Weight.WHOLE) == {"cus_1": 1}


async def test_an_amount_that_two_payments_have_stays_until_both_have_another(
    take: Take, read_table: ReadTable
) -> None:
    await take(make_customer(), payment(1, amount=500), payment(2, amount=500))
    both = await find(read_table, "a:GBP:500")

    await take(payment(1, amount=600), as_of=1)
    one = await find(read_table, "a:GBP:500")
    await take(payment(2, amount=600), as_of=1)

    assert (both, one) == ({"cus_1": 2}, {"cus_1": 1})
    assert await find(read_table, "a:GBP:500") == {}
    assert await find(read_table, "a:GBP:600") == {"cus_1": 2}


async def test_a_value_of_a_payments_metadata_finds_its_customer_until_the_payment_has_another(
    take: Take, read_table: ReadTable
) -> None:
    await take(make_customer(metadata={}), payment(1, metadata={"order": "A 1"}), payment(2, metadata={"order": "a 1"}))
    both = await find(read_table, "m:a 1")

    await take(payment(1, metadata={}), payment(2, metadata={"order": "A 2"}), as_of=1)

    assert both == {"cus_1": 2}
    assert await find(read_table, "m:a 1") == {}
    assert await find(read_table, "m:a 2") == {"cus_1": 1}


async def test_payments_that_come_before_their_customer_are_found_when_it_comes(
    take: Take, read_table: ReadTable
) -> None:
    await take(payment(1, amount=500), make_method())
    before = await find(read_table, "a:GBP:500") | await find(read_table, "c:4242")

    await take(make_customer())

    assert before == {}
    assert await find(read_table, "a:GBP:500") == await find(read_table, "c:4242") == {"cus_1": 1}


async def test_what_finds_a_stub_stands_where_the_customer_stands_who_replaces_it(
    take: Take, read_table: ReadTable
) -> None:
    await take({**invoice(1), "number": "INV-0001"})
    stub = await read_table("search_entry", "created_at")

    await take(make_customer(created=1_500_000_000))

    rows = await read_table("search_entry", "created_at", "fields")
    assert {row["created_at"] for row in stub} == {1_700_000_000 * 10**6}
    assert {row["created_at"] for row in rows} == {1_500_000_000 * 10**6}
    assert {row["fields"] for row in rows} >= {Field.INVOICE_NUMBER, Field.AMOUNT, Field.NAME}


async def test_a_draft_that_is_deleted_finds_nobody(take: Take, read_table: ReadTable) -> None:
    await take(make_customer(name=None, email=None, phone=None, metadata={}), invoice(1, status="draft"))

    await take({**invoice(1, status="draft"), "deleted": True}, as_of=1)

    assert await read_table("search_entry") == []


async def test_an_objects_entries_move_with_it_to_another_customer(take: Take, read_table: ReadTable) -> None:
    await take(make_customer(), make_customer("cus_2"), make_invoice("in_1", number="A-0001"), make_method())

    await take(make_invoice("in_1", number="A-0001", customer="cus_2"), make_method(customer=None), as_of=1)

    assert await find(read_table, "n:a0001") == {"cus_2": 1}
    assert await find(read_table, "c:4242") == {}


async def test_entries_stand_after_a_thousand_random_writes(database: Database, take: Take) -> None:
    draw = random.Random(2)

    def any_object() -> dict[str, Any]:
        number, customer = draw.randrange(30), f"cus_{draw.randrange(6)}"
        match draw.randrange(4):
            case 0:
                name = draw.choice(["Ada Lovelace", "Adam", "Анна", "東京商事", None])
                values = {"crm": draw.choice(["1", "2"])}
                return make_customer(customer, name=name, metadata=values, created=1_500_000_000 + draw.randrange(3))
            case 1:
                return make_method(f"pm_{number}", customer=draw.choice([customer, None]))
            case 2:
                return payment(number, draw.choice([customer, None]), amount=draw.randrange(3) * 100)
        status, code = draw.choice(["draft", "open", "paid"]), draw.choice([None, "A-0001", "a 0002", "B"])
        return {**invoice(number, customer, status), "number": code, "total": draw.randrange(3) * 100}

    for turn in range(10):
        await take(*(any_object() for _ in range(100)), as_of=turn)
        await assert_verified(database)
