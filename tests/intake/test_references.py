"""References: found in any order, in the input or in the database, and missed when they are in neither."""

from tests.intake.stripe_objects import (
    EACH_ONCE,
    make_customer,
    make_event,
    make_everything,
    make_invoice,
    make_item,
    make_line,
    make_link,
    make_payment,
    make_price,
    make_product,
    make_subscription,
)


async def test_children_may_come_before_their_parents(take, dump) -> None:
    await take(*make_everything(), project_id="prj_1")

    report = await take(*reversed(make_everything()), project_id="prj_2")

    assert report["created"] == EACH_ONCE
    assert report["errors"] == []
    assert await dump("prj_2") == await dump("prj_1")


async def test_a_reference_may_be_in_the_database_already(take) -> None:
    for stripe_object in make_everything():
        report = await take(stripe_object)

        assert report["errors"] == []
        assert report["created"] == {stripe_object["object"]: 1}


MISSING = "which is neither in the input nor in the database"


async def test_an_object_whose_neighbour_is_missing_goes_in_and_is_noted(take, read_table) -> None:
    report = await take(make_subscription(), make_invoice(subscription="sub_2"), make_link(), make_payment())

    assert report["errors"] == []
    assert report["created"] == {"invoice": 1, "invoice_payment": 1, "payment_intent": 1, "subscription": 1}
    assert [(note["line"], note["note"]) for note in report["notes"]] == [
        (1, f"items[0].price names price_1, {MISSING}"),
        (1, f"customer names cus_1, {MISSING}"),
        (2, f"customer names cus_1, {MISSING}"),
        (2, f"subscription names sub_2, {MISSING}"),
        (4, f"customer names cus_1, {MISSING}"),
    ]
    assert await read_table("customer", "id", "name", "source_hash") == [
        {"id": "cus_1", "name": None, "source_hash": "stub"}
    ]
    assert await read_table("plan", "id", "name", "amount", "interval") == [
        {"id": "price_1", "name": "price_1", "amount": None, "interval": None}
    ]
    assert await read_table("payment_intent", "customer_id", "invoice_id") == [
        {"customer_id": "cus_1", "invoice_id": "in_1"}
    ]


async def test_what_was_missing_is_created_when_it_comes_and_all_is_as_if_it_had_been_there(take, dump) -> None:
    everything = make_everything()
    await take(*everything, project_id="prj_1")

    for stripe_object in reversed(everything):
        report = await take(stripe_object, project_id="prj_2")

        assert report["created"] == {stripe_object["object"]: 1}

    assert await dump("prj_2") == await dump("prj_1")
    assert (await take(*everything, project_id="prj_2"))["unchanged"] == EACH_ONCE


async def test_a_stub_counts_as_created_when_the_first_was_that_names_it(take, read_table) -> None:
    await take(make_invoice("in_2", created=300), make_invoice("in_3", created=200))
    await take(make_invoice("in_1", created=100))

    assert await read_table("customer", "created_at") == [{"created_at": 100_000_000}]


async def test_a_neighbour_of_the_other_mode_or_project_does_not_count(take) -> None:
    await take(make_customer(livemode=False))
    await take(make_customer(), project_id="prj_2")

    report = await take(make_payment())

    assert report["created"] == {"payment_intent": 1}
    assert [note["note"] for note in report["notes"]] == [f"customer names cus_1, {MISSING}"]


async def test_prices_and_products_that_come_expanded_only_are_taken_in(take, read_table) -> None:
    price = make_price(product=make_product(name="Expanded"))
    subscription = make_subscription(items={"data": [make_item(price=price)]})

    report = await take(make_customer(), subscription)

    assert report["created"] == {"customer": 1, "price": 1, "product": 1, "subscription": 1}
    assert await read_table("plan", "id", "name", "product_name") == [
        {"id": "price_1", "name": "Expanded", "product_name": "Expanded"}
    ]


async def test_a_product_of_its_own_counts_more_than_an_expanded_one(take, read_table) -> None:
    price = make_price(product=make_product(name="Expanded"))

    await take(make_product(name="Own"), price)

    assert await read_table("product", "name") == [{"name": "Own"}]


async def test_an_old_plan_is_a_price(take, read_table) -> None:
    plan = {
        "id": "price_1",
        "object": "plan",
        "amount": 1900,
        "amount_decimal": "1900",
        "currency": "gbp",
        "interval": "month",
        "interval_count": 1,
        "nickname": None,
        "product": "prod_1",
    }
    item = make_item(plan=plan)
    del item["price"]
    await take(*make_everything())
    before = await read_table("plan"), await read_table("subscription_item")

    report = await take(make_subscription(items={"data": [item]}))

    assert report["unchanged"] == {"price": 1, "subscription": 1}
    assert (await read_table("plan"), await read_table("subscription_item")) == before


async def test_nothing_is_said_of_what_an_expanded_price_lacks(take) -> None:
    line = make_line(price=make_price(product="prod_unknown"))

    report = await take(make_customer(), make_invoice(lines=[line]))

    assert report["created"] == {"customer": 1, "invoice": 1, "price": 1}
    assert report["errors"] == report["notes"] == []


async def test_a_subscription_says_why_its_expanded_price_is_missing(take) -> None:
    item = make_item(price=make_price(unit_amount_decimal="-1"))

    report = await take(make_customer(), make_product(), make_subscription(items=[item]))

    assert report["errors"] == []
    assert [note["note"] for note in report["notes"]] == [
        "items[0].price names price_1, which cannot be read where it is expanded: "
        "items[0].price.unit_amount_decimal is negative"
    ]


async def test_a_payment_names_its_invoice_in_three_ways(take, read_table) -> None:
    await take(
        make_customer(),
        make_invoice(),
        make_payment("pi_field", invoice="in_1"),
        make_payment("pi_metadata", metadata={"invoice": "in_1"}),
        make_payment("pi_link"),
        make_payment("pi_none", metadata={"invoice": "our number 7"}),
        make_link(payment={"type": "payment_intent", "payment_intent": "pi_link"}),
    )

    assert await read_table("payment_intent", "id", "invoice_id") == [
        {"id": "pi_field", "invoice_id": "in_1"},
        {"id": "pi_link", "invoice_id": "in_1"},
        {"id": "pi_metadata", "invoice_id": "in_1"},
        {"id": "pi_none", "invoice_id": None},
    ]


async def test_a_payment_that_changes_without_its_link_stays_with_its_invoice(take, read_table) -> None:
    await take(*make_everything())

    report = await take(make_payment(status="canceled"), as_of=100)

    assert report["updated"] == {"payment_intent": 1}
    assert await read_table("payment_intent", "status", "invoice_id") == [{"status": "CANCELED", "invoice_id": "in_1"}]


async def test_a_payment_of_two_invoices_belongs_to_one_whatever_the_order(take, read_table) -> None:
    links = [make_link("inpay_b", invoice="in_2"), make_link("inpay_a", invoice="in_1")]
    objects = [make_customer(), make_invoice(), make_invoice("in_2"), make_payment(), *links]

    first = await take(*objects)
    again = await take(*reversed(objects))

    assert first["created"]["invoice_payment"] == 2
    assert again["unchanged"]["invoice_payment"] == 2
    assert await read_table("payment_intent", "invoice_id") == [{"invoice_id": "in_1"}]


async def test_a_renamed_product_renames_its_plans(take, read_table) -> None:
    await take(make_product(), make_price(), make_price("price_2", nickname="Team, monthly"))

    await take(make_event(make_product(name="Crew"), 1_762_000_000))

    assert await read_table("plan", "id", "name", "product_name") == [
        {"id": "price_1", "name": "Crew", "product_name": "Crew"},
        {"id": "price_2", "name": "Team, monthly", "product_name": "Crew"},
    ]
    again = await take(make_price())
    assert again["unchanged"] == {"price": 1}
