"""The same arguments give the same objects, whose ids are unique and lead to one another."""

import json
from collections import Counter, defaultdict
from itertools import islice

from dirty_equals import IsPositiveInt

from intake.synthetic.draws import invoice_prefix
from intake.synthetic.generator import generate_objects
from tests.intake.synthetic.generated import (
    ENOUGH,
    NOW,
    ROUND,
    invoice_of_payment,
    objects_of,
    subscription_of,
)


def test_the_same_arguments_give_the_same_objects() -> None:
    once, again = (list(generate_objects(45, 7, NOW)) for _ in range(2))

    assert json.dumps(once) == json.dumps(again)


def test_more_customers_only_add_to_the_end() -> None:
    few = list(generate_objects(41, 3, NOW))

    many = list(islice(generate_objects(80, 3, NOW), len(few)))

    assert many == few


def test_another_seed_shares_no_id() -> None:
    ids = [{stripe_object["id"] for stripe_object in generate_objects(ROUND, seed, NOW)} for seed in (1, 2, 10, 11)]

    assert len(set().union(*ids)) == sum(map(len, ids))


def test_customers_are_as_many_as_asked_for() -> None:
    assert len(objects_of(ENOUGH)["customer"]) == ENOUGH
    assert "customer" not in objects_of(0)


def test_products_prices_coupons_and_tax_rates_come_first() -> None:
    types = [stripe_object["object"] for stripe_object in generate_objects(3, 1, NOW)]

    catalogue = types[: types.index("customer")]
    assert Counter(catalogue) == {"product": 12, "price": 119, "coupon": 6, "tax_rate": IsPositiveInt}


def test_ids_and_invoice_numbers_are_unique() -> None:
    objects = objects_of(ENOUGH)

    ids = [stripe_object["id"] for some in objects.values() for stripe_object in some]
    ids += [line["id"] for invoice in objects["invoice"] for line in invoice["lines"]["data"]]
    ids += [item["id"] for subscription in objects["subscription"] for item in subscription["items"]["data"]]
    numbers = [invoice["number"] for invoice in objects["invoice"] if invoice["number"]]

    assert len(set(ids)) == len(ids)
    assert len(set(numbers)) == len(numbers)


def test_invoice_prefixes_of_a_seed_never_meet() -> None:
    prefixes = {invoice_prefix(1, index) for index in range(20_000)}

    assert len(prefixes) == 20_000
    assert {len(prefix) for prefix in prefixes} == {6}


def test_only_drafts_have_no_number_and_numbers_follow_time() -> None:
    invoices = objects_of(ENOUGH)["invoice"]

    assert {invoice["number"] is None for invoice in invoices if invoice["status"] == "draft"} == {True}
    issued = defaultdict(list)
    for invoice in sorted(invoices, key=lambda invoice: invoice["created"]):
        if invoice["status"] != "draft":
            issued[invoice["customer"]].append(invoice["number"])
    assert all(numbers == sorted(numbers) for numbers in issued.values())


def test_objects_survive_json() -> None:
    objects = list(generate_objects(ENOUGH, 1, NOW))

    assert json.loads(json.dumps(objects)) == objects


def test_every_reference_leads_to_an_object() -> None:
    objects = objects_of(ENOUGH)
    ids = {stripe_object["id"] for some in objects.values() for stripe_object in some}

    named = {item["customer"] for kind in ("subscription", "invoice") for item in objects[kind]}
    named |= {payment["customer"] for payment in objects["payment_intent"]} - {None}
    named |= {subscription_of(invoice) for invoice in objects["invoice"]} - {None}
    named |= {item["latest_invoice"] for item in objects["subscription"]}
    named |= set(invoice_of_payment(objects)) | set(invoice_of_payment(objects).values())
    named |= {price["product"] for price in objects["price"]}
    for subscription in objects["subscription"]:
        for item in subscription["items"]["data"]:
            named.add(item["price"] if isinstance(item["price"], str) else item["price"]["id"])

    assert named <= ids
