"""What a subscription sells and what lowers its charges, as clients read it: null where the platform does not say."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from storage.database import Database
from tests.asking import Ask
from tests.conftest import QueryLog
from tests.factories import make_project, save
from tests.intake import stripe_objects as stripe
from tests.schema.importing import import_all, seconds

SUBSCRIPTION = """{ subscription(id: "sub_1") {
    quantity amount { decimal } plan { pricing amount { decimal } interval intervalCount }
    items { quantity amount { decimal } currentPeriodEnd plan { pricing } }
} }"""
DISCOUNTS = """{
    subscription(id: "sub_1") { discounts { id name percentOff amountOff { decimal currency } endsAt } }
    customer(id: "cus_1") { discount { id name percentOff } }
}"""

Take = Callable[..., Awaitable[dict[str, Any]]]


@pytest.fixture
def take(database: Database, ask: Ask) -> Take:
    """Imports a subscription of these items with their prices, and gives what a query says of it."""

    async def take(query: str, *items: Any, customer: Any = None, **overrides: Any) -> dict[str, Any]:
        await save(database, make_project())
        subscription = stripe.make_subscription(**{"items": {"data": list(items) or [item()]}} | overrides)
        await import_all(database, stripe.make_product(), stripe.make_customer(**customer or {}), subscription)
        data: dict[str, Any] = (await ask(query))["data"]
        return data

    return take


def item(item_id: str = "si_1", quantity: int | None = 3, **price: Any) -> dict[str, Any]:
    made = stripe.make_item(item_id, price=stripe.make_price(f"price_{item_id}", **price), quantity=quantity)
    if quantity is None:
        del made["quantity"]
    return made


METERED = {"recurring": {"interval": "month", "interval_count": 1, "usage_type": "metered"}}
YEARLY = {"recurring": {"interval": "year", "interval_count": 1, "usage_type": "licensed"}}
TIERED = {"unit_amount": None, "unit_amount_decimal": None, "billing_scheme": "tiered"}
TIERS = [{"up_to": 2, "unit_amount": 500}, {"up_to": None, "unit_amount": 300}]


@pytest.mark.parametrize(
    ("price", "quantity", "pricing", "unit", "amount"),
    [
        ({}, 3, "FLAT", "19.00", "57.00"),
        ({"transform_quantity": {"divide_by": 2, "round": "up"}}, 3, "PACKAGE", "19.00", "38.00"),
        (TIERED | {"tiers_mode": "graduated", "tiers": TIERS}, 3, "GRADUATED", None, "13.00"),
        (TIERED | {"tiers_mode": "volume", "tiers": TIERS}, 3, "VOLUME", None, "9.00"),
        (TIERED | {"tiers_mode": "volume"}, 3, "VOLUME", None, None),
        (METERED, None, "METERED", "19.00", None),
        (TIERED, 3, "UNKNOWN", None, None),
    ],
    ids=["flat", "package", "graduated", "volume", "tiers that were not asked for", "metered", "nothing said"],
)
async def test_a_plan_says_how_a_quantity_becomes_an_amount_and_what_is_not_known_is_null(
    take: Take, price: dict[str, Any], quantity: int | None, pricing: str, unit: str | None, amount: str | None
) -> None:
    found = (await take(SUBSCRIPTION, item(quantity=quantity, **price)))["subscription"]

    assert found["plan"] == {
        "pricing": pricing,
        "amount": unit and {"decimal": unit},
        "interval": "MONTH",
        "intervalCount": 1,
    }
    assert (found["quantity"], found["amount"]) == (quantity, amount and {"decimal": amount})
    assert [(each["quantity"], each["amount"]) for each in found["items"]] == [(quantity, found["amount"])]


async def test_a_plan_whose_id_alone_is_known_has_no_amount_and_no_interval(take: Take) -> None:
    found = (await take(SUBSCRIPTION, stripe.make_item(price="price_unknown")))["subscription"]

    assert found["plan"] == {"pricing": "UNKNOWN", "amount": None, "interval": None, "intervalCount": None}
    assert (found["quantity"], found["amount"]) == (3, None)


@pytest.mark.parametrize("other", [YEARLY, METERED, TIERED], ids=["another interval", "metered", "not known"])
async def test_items_that_do_not_add_up_have_no_amount_together(take: Take, other: dict[str, Any]) -> None:
    found = (await take(SUBSCRIPTION, item(), item("si_2", **other)))["subscription"]

    assert found["amount"] is None
    assert found["items"][0]["amount"] == {"decimal": "57.00"}


async def test_an_item_has_a_period_of_its_own_or_that_of_the_subscription(take: Take) -> None:
    end, own = "2026-12-01T00:00:00Z", "2027-11-01T00:00:00Z"
    yearly = item("si_2", **YEARLY) | {"current_period_start": 0, "current_period_end": seconds(own)}

    found = (await take(SUBSCRIPTION, item(), yearly, current_period_end=seconds(end)))["subscription"]

    assert [each["currentPeriodEnd"] for each in found["items"]] == [end, own]


async def test_discounts_that_run_are_told_in_their_order_the_items_own_last(take: Take) -> None:
    five_off = stripe.make_coupon("FIVE", name=None, percent_off=None, amount_off=500, currency="gbp")
    ended = stripe.make_discount("di_2", end=seconds("2026-11-01T00:00:00Z"))
    own = stripe.make_discount("di_3", coupon=five_off, end=seconds("2027-01-01T00:00:00Z"))

    found = await take(
        DISCOUNTS, item() | {"discounts": [own]}, discounts=[stripe.make_discount(), ended, "di_unknown"]
    )

    nothing = {"name": None, "percentOff": None, "amountOff": None, "endsAt": None}
    assert found["subscription"]["discounts"] == [
        {"id": "di_1", "name": "Half off", "percentOff": "50", "amountOff": None, "endsAt": None},
        {"id": "di_unknown", **nothing},
        {
            "id": "di_3",
            "name": None,
            "percentOff": None,
            "amountOff": {"decimal": "5.00", "currency": "GBP"},
            "endsAt": "2027-01-01T00:00:00Z",
        },
    ]
    assert found["customer"]["discount"] is None


async def test_a_customers_discount_is_told_with_the_customer_and_stands_with_no_subscription(take: Take) -> None:
    found = await take(DISCOUNTS, customer={"discount": stripe.make_discount()})

    assert found == {
        "subscription": {"discounts": []},
        "customer": {"discount": {"id": "di_1", "name": "Half off", "percentOff": "50"}},
    }


async def test_a_charge_leads_to_its_subscription_in_one_statement_more(
    take: Take, ask: Ask, queries: QueryLog
) -> None:
    charge = '{ customer(id: "cus_1") { nextCharge { at%s } } }'
    await take(charge % "")
    queries.clear()
    await ask(charge % "")
    without = len(queries)
    queries.clear()

    answer = await ask(charge % " subscription { id nextCharge { subscription { status } } }")

    subscription = answer["data"]["customer"]["nextCharge"]["subscription"]
    assert subscription == {"id": "sub_1", "nextCharge": {"subscription": {"status": "ACTIVE"}}}
    assert len(queries) == without + 1


async def test_a_balance_whose_currency_is_not_known_leaves_the_amount_unknown(take: Take) -> None:
    charge = '{ subscription(id: "sub_1") { nextCharge { amount { decimal } unknown } } }'

    end = seconds("2026-12-01T00:00:00Z")

    found = await take(charge, customer={"balance": -500, "currency": None}, current_period_end=end)

    assert found["subscription"]["nextCharge"] == {"amount": None, "unknown": "PRICE_NOT_KNOWN"}


@pytest.mark.parametrize("held", ["sub_1", None])
async def test_pending_items_are_the_last_charge_of_a_subscription_that_ends_with_its_period(
    database: Database, take: Take, ask: Ask, queries: QueryLog, held: str | None
) -> None:
    moment, charge = '{ subscription(id: "sub_1") { nextBillingAt%s } }', " nextCharge { at amount { decimal } }"
    end = seconds("2026-12-01T00:00:00Z")
    without = await take(moment % charge, cancel_at_period_end=True, current_period_end=end)
    queries.clear()
    await ask(moment % "")
    before = len(queries)
    await import_all(database, stripe.make_pending_item(subscription=held))
    queries.clear()

    alone = (await ask(moment % ""))["data"]["subscription"]

    assert len(queries) == before
    answered = (await ask(moment % charge))["data"]["subscription"]
    assert without["subscription"] == {"nextBillingAt": None, "nextCharge": None}
    assert answered["nextCharge"] == {"at": alone["nextBillingAt"], "amount": {"decimal": "3.00"}}
    assert alone["nextBillingAt"] == answered["nextBillingAt"] is not None
