"""What an import tells of what subscriptions sell and what lowers it."""

import pytest

from tests.intake.stripe_objects import (
    make_coupon,
    make_customer,
    make_discount,
    make_item,
    make_price,
    make_product,
    make_subscription,
)


@pytest.mark.parametrize(
    ("price", "quantity", "amount"),
    [
        ({}, 3, 5700),
        ({"unit_amount_decimal": "0.125", "unit_amount": None}, 20, 3),
        ({"transform_quantity": {"divide_by": 10, "round": "up"}}, 25, 5700),
        ({"transform_quantity": {"divide_by": 10, "round": "down"}}, 25, 3800),
        ({"currency": "usd", "currency_options": {"gbp": {"unit_amount": 1500}}}, 2, 3000),
        ({"currency": "usd"}, 2, None),
        ({"recurring": {"interval": "month", "usage_type": "metered"}}, 2, None),
        ({}, None, None),
    ],
)
async def test_what_an_item_costs_a_period(take, read_table, price, quantity, amount) -> None:
    item = make_item(quantity=quantity)

    await take(make_customer(), make_subscription(items=[item]), make_price(**price))

    assert await read_table("subscription_item", "amount", "quantity", "currency") == [
        {"amount": amount, "quantity": quantity, "currency": "GBP"}
    ]


@pytest.mark.parametrize(("mode", "amount"), [("graduated", 8000), ("volume", 6000), (None, None)])
async def test_tiers_that_are_known_stay_known(take, read_table, mode, amount) -> None:
    tiers = [{"up_to": 10, "unit_amount": 500}, {"up_to": None, "unit_amount": 300}]
    tiered = {"unit_amount": None, "unit_amount_decimal": None, "billing_scheme": "tiered", "tiers_mode": mode}
    subscription = make_subscription(items=[make_item(quantity=20, price=make_price(**tiered))])

    await take(make_product(), make_price(**tiered, tiers=tiers))
    await take(make_customer(), subscription, as_of=100)

    assert await read_table("subscription_item", "amount") == [{"amount": amount}]
    assert await read_table("plan", "unit_amount", "amount") == [{"unit_amount": None, "amount": None}]


async def test_discounts_are_named_in_their_order_and_their_coupons_are_taken_in(take, read_table) -> None:
    old = {"id": "di_3", "object": "discount", "coupon": make_coupon("OLD")}
    customer = make_customer(discount=old)
    subscription = make_subscription(discounts=[make_discount("di_2"), "di_1"])

    await take(make_product(), make_price(), customer, subscription)

    assert await read_table("subscription", "discount_ids") == [{"discount_ids": ["di_2", "di_1"]}]
    assert await read_table("customer", "discount_ids") == [{"discount_ids": ["di_3"]}]
    assert await read_table("discount", "id", "coupon_id") == [
        {"id": "di_2", "coupon_id": "HALF"},
        {"id": "di_3", "coupon_id": "OLD"},
    ]
