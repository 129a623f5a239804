"""The search box: what it shows below it, and where Enter leads."""

from collections.abc import Callable
from typing import Any

import pytest

from models.access.customer_read import CustomerRead, ReadWay
from models.billing.customer import Customer
from models.billing.subscription_schedule import ScheduleStatus, SubscriptionSchedule
from storage.database import Database
from tests.app.conftest import log_lines
from tests.dashboard.conftest import Operator
from tests.factories import (
    NOW,
    make_charge,
    make_credit_note,
    make_customer,
    make_dispute,
    make_invoice,
    make_method,
    make_payment,
    make_refund,
    make_subscription,
    save,
    scope,
)

__all__ = ["log_lines"]

FIND, HITS, OBJECTS = "/dashboard/find", "/dashboard/find/hits", "/dashboard/objects"
LIST, ADA = "/dashboard/customers", "/dashboard/customers/cus_1"
OPERATOR = "op_ada@post.example"

LogLines = Callable[[], list[dict[str, Any]]]


async def add_ada(database: Database, **subscription: Any) -> Customer:
    ada = make_customer(1, name="Ada Lovelace", email="ada@example.com", extra={"tier": "Gold"})
    payment = make_payment(ada, 1, amount=1234, extra={"order": "A 6735"})
    bill = make_invoice(ada, 1, number="INV-1", total=990)
    await save(database, ada, payment, bill, make_subscription(ada, **subscription), make_method(ada, last4="4242"))
    plan = {"id": "sub_sched_1", "subscription_id": "sub_1_1", "status": ScheduleStatus.ACTIVE, "phases": []}
    schedule = SubscriptionSchedule(**scope(ada), customer_id=ada.id, created_at=NOW, **plan)
    refund, lost = make_refund(payment, id="re_1"), make_refund(payment, id="re_2", payment_id=None)
    await save(database, make_customer(2, name="Grace Hopper"), refund, lost, make_dispute(payment, id="dp_1"))
    await save(database, make_charge(payment, id="ch_1"), make_credit_note(bill, id="cn_1"), schedule)
    return ada


@pytest.mark.parametrize(
    ("search", "target"),
    [
        ("lovelace", ADA),
        ("cus_1", ADA),
        ("4242", f"{ADA}#methods"),
        ("pi_1_1", "/dashboard/payments/pi_1_1"),
        ("£12.34", "/dashboard/payments/pi_1_1"),
        ("sub_1_1", "/dashboard/subscriptions/sub_1_1"),
        ("in_1_1", "/dashboard/invoices/in_1_1"),
        ("inv-1", "/dashboard/invoices/in_1_1"),
        ("re_1", "/dashboard/objects/re_1"),
        ("sub_sched_1", "/dashboard/objects/sub_sched_1"),
        ("A 6735", "/dashboard/payments/pi_1_1"),
        ("https://dashboard.stripe.com/test/payments/pi_1_1?tab=all", "/dashboard/payments/pi_1_1"),
        ("Ada Lovelace <ada@example.com>", ADA),
        ("Invoice #INV-1", "/dashboard/invoices/in_1_1"),
        ("INV-1-CN-01", "/dashboard/invoices/in_1_1"),
        ("Card •••• 4242", f"{ADA}#methods"),
        ("order: A 6735", "/dashboard/payments/pi_1_1"),
        ("nobody", f"{LIST}?search=nobody"),
        ("example.com", f"{LIST}?search=example.com"),
        ("a&b=c", f"{LIST}?search=a%26b%3Dc"),
        ("x" * 201, f"{LIST}?search={'x' * 201}"),
        (" ", LIST),
    ],
)
async def test_enter_opens_the_only_hit_where_it_was_found_and_lists_several(
    operator: Operator, database: Database, search: str, target: str
) -> None:
    await add_ada(database)

    answer = await operator.get(FIND, search=search)

    assert (answer.status_code, answer.headers["location"]) == (303, target)


@pytest.mark.parametrize(
    ("object_id", "place"),
    [
        ("pi_1_1", "/dashboard/payments/pi_1_1"),
        ("ch_1", "/dashboard/payments/pi_1_1#ch_1"),
        ("re_1", "/dashboard/payments/pi_1_1#re_1"),
        ("dp_1", "/dashboard/payments/pi_1_1#dp_1"),
        ("in_1_1", "/dashboard/invoices/in_1_1"),
        ("cn_1", "/dashboard/invoices/in_1_1#cn_1"),
        ("sub_1_1", "/dashboard/subscriptions/sub_1_1"),
        ("sub_sched_1", "/dashboard/subscriptions/sub_1_1#sub_sched_1"),
        ("pm_1_1", f"{ADA}#methods"),
        ("re_2", ADA),
    ],
)
async def test_an_id_leads_to_the_page_that_shows_its_object(
    operator: Operator, database: Database, object_id: str, place: str
) -> None:
    schedule = {"schedule_id": "sub_sched_1"}
    await add_ada(database, **schedule)

    answer = await operator.get(f"{OBJECTS}/{object_id}")
    page, _, anchor = place.partition("#")
    shown = await operator.open(page)

    assert (answer.status_code, answer.headers["location"]) == (303, place)
    assert not anchor or shown.tree.xpath("//*[@id=$id]", id=anchor)
    unknown = [await operator.get(f"{OBJECTS}/{each}") for each in (f"{object_id}9", "xx_1", "")]
    assert [each.status_code for each in unknown] == [404, 404, 404]
    assert (await operator.get(f"/dashboard/test/objects/{object_id}")).status_code == 404


@pytest.mark.one_database
async def test_enter_keeps_what_the_list_is_narrowed_to(operator: Operator, database: Database) -> None:
    await add_ada(database)
    form = (await operator.open(LIST)).tree.xpath("//form[@data-live]")[0]

    pressed = form.xpath(".//button")[0].get("formaction")
    answer = await operator.get(pressed, search="lovelace", subscriptions="", risk="no", at="")

    assert pressed == FIND
    assert answer.headers["location"] == f"{LIST}?search=lovelace&risk=no"


async def test_the_hits_say_why_they_were_found(operator: Operator, database: Database) -> None:
    await add_ada(database)

    by_name, by_value, several, nobody, too_long = [
        await operator.open(HITS, search=text) for text in ("lovelace", "gold", "example.com", "nobody", "x" * 201)
    ]

    assert by_name.texts("//a") == ["Ada Lovelace ada@example.com"]
    assert by_value.texts("//a") == ["Ada Lovelace Metadata tier: Gold"]
    assert several.texts("//a") == [
        "Ada Lovelace E-mail ada@example.com",
        "Grace Hopper E-mail customer2@example.com",
    ]
    assert nobody.texts("//p") == ["No customer matches."]
    assert (too_long.status, too_long.texts("//p")) == (400, ["'search' is longer than 200 characters."])


async def test_more_hits_than_are_shown_are_a_link_to_the_list(operator: Operator, database: Database) -> None:
    await save(database, [make_customer(number, name=f"Ada {number}") for number in range(1, 12)])

    page = await operator.open(HITS, search="ada")

    assert len(page.texts("//li")) == 8
    assert page.link("Show all") == f"{LIST}?search=ada"


def read(number: int, customer: str, **overrides: Any) -> CustomerRead:
    values = {"project_id": "prj_1", "live_mode": True, "id": f"read_{number:03}", "customer_id": customer}
    told = {"operator_id": OPERATOR, "email": "ada@post.example", "way": ReadWay.PAGE, "created_at": NOW + number}
    return CustomerRead(**values | told | overrides)


async def test_while_nothing_is_searched_for_it_shows_whom_the_operator_viewed_last(
    operator: Operator, database: Database
) -> None:
    await save(database, [make_customer(number, name=f"Ada {number}") for number in range(1, 13)])
    await save(database, make_customer(1, name="Test", live_mode=False))
    own = [read(number, f"cus_{number % 10 + 1}") for number in range(1, 30)]
    others = [
        read(40, "cus_11", operator_id="op_2"),
        read(41, "cus_12", way=ReadWay.GRAPHQL),
        read(42, "cus_1", live_mode=False),
        read(43, "cus_gone"),
    ]
    await save(database, own, others)

    page, test = await operator.open(HITS), await operator.open("/dashboard/test/find/hits")

    assert page.texts("//h2") == ["Viewed last"]
    assert page.texts("//bdi[not(parent::small)]") == [f"Ada {number}" for number in (10, 9, 8, 7, 6, 5, 4)]
    assert page.tree.xpath("//a/@href")[0] == f"{LIST}/cus_10"
    assert test.texts("//li//bdi[not(parent::small)]") == ["Test"]


async def test_who_viewed_nobody_is_shown_nothing(operator: Operator, database: Database) -> None:
    await add_ada(database)

    page = await operator.get(HITS)

    assert (page.status_code, page.text.strip()) == (200, "")


@pytest.mark.parametrize(("search", "most"), [("", 3), ("customer", 6), ("lovelase", 10), ("£15", 9)])
async def test_hits_take_as_many_statements_for_eight_as_for_one(
    operator: Operator, database: Database, log_lines: LogLines, search: str, most: int
) -> None:
    counted = []
    for number in range(1, 9):
        customer = make_customer(number, name=f"Customer Lovelace {number}")
        await save(database, customer, make_payment(customer, 1, amount=1500), read(number, customer.id))
        await operator.open(HITS, search=search)
        counted.append(int(log_lines()[-1]["statements"]))

    assert len(set(counted)) == 1
    assert counted[0] <= most, counted
