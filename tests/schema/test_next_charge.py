"""The next charge as clients read it, of objects that came from the platform."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from models.access.viewer import Role
from storage.database import Database
from tests.asking import Ask
from tests.conftest import QueryLog
from tests.factories import make_project, save
from tests.intake import stripe_objects as stripe
from tests.schema.importing import import_all, seconds

START, END = "2026-11-01T00:00:00Z", "2026-12-01T00:00:00Z"
SUBSCRIPTION = '{subscription(id:"sub_1"){nextBillingAt nextCharge{at amount{decimal currency} unknown}}}'
CUSTOMER = '{customer(id:"cus_1"){nextBillingAt nextCharge{at amount{decimal currency} unknown}}}'

Charge = Callable[..., Awaitable[Any]]


PERIOD = {"current_period_start": seconds(START), "current_period_end": seconds(END)}


def subscription(**overrides: Any) -> dict[str, Any]:
    return stripe.make_subscription(**PERIOD | overrides)


@pytest.fixture
async def take(database: Database) -> Callable[..., Awaitable[None]]:
    await save(database, make_project())

    async def take(*objects: dict[str, Any]) -> None:
        await import_all(database, stripe.make_product(), *objects)

    return take


@pytest.fixture
def charge(take: Callable[..., Awaitable[None]], ask: Ask) -> Charge:
    """What is charged next for `sub_1`, of a customer and a price that may be overridden."""

    async def charge(*objects: dict[str, Any], customer: dict[str, Any] | None = None, **price: Any) -> Any:
        await take(stripe.make_customer(**customer or {}), stripe.make_price(**price), *objects)
        return (await ask(SUBSCRIPTION))["data"]["subscription"]["nextCharge"]

    return charge


def gbp(decimal: str, at: str = END) -> dict[str, Any]:
    return {"at": at, "amount": {"decimal": decimal, "currency": "GBP"}, "unknown": None}


def unknown(reason: str) -> dict[str, Any]:
    return {"at": END, "amount": None, "unknown": reason}


async def test_a_flat_price_is_charged_at_the_periods_end(charge: Charge) -> None:
    assert await charge(subscription()) == gbp("57.00")


async def test_tiers_are_added_up(charge: Charge) -> None:
    tiers = [{"up_to": 2, "unit_amount": 500}, {"up_to": None, "unit_amount": 300, "flat_amount": 50}]
    price = {"unit_amount": None, "unit_amount_decimal": None, "billing_scheme": "tiered", "tiers": tiers}

    assert await charge(subscription(), tiers_mode="graduated", **price) == gbp("13.50")


async def test_the_currency_of_the_subscription_decides_which_price_applies(charge: Charge) -> None:
    options = {"gbp": {"unit_amount": 1800, "unit_amount_decimal": "1800"}}

    assert await charge(subscription(), currency="usd", currency_options=options) == gbp("54.00")


async def test_a_price_that_is_not_sold_in_the_currency_is_not_guessed(charge: Charge) -> None:
    assert await charge(subscription(), currency="usd") == unknown("PRICE_NOT_KNOWN")


async def test_metered_items_leave_the_amount_unknown(charge: Charge) -> None:
    metered = {"interval": "month", "interval_count": 1, "usage_type": "metered"}
    item = stripe.make_item()
    del item["quantity"]

    assert await charge(subscription(items={"data": [item]}), recurring=metered) == unknown("METERED")


@pytest.mark.parametrize(
    ("behavior", "own", "of_customer", "charged"),
    [
        ("cancel", {}, {}, False),
        ("pause", {}, {}, False),
        ("create_invoice", {}, {}, True),
        (None, {}, {}, True),
        ("cancel", {"default_payment_method": "pm_1"}, {}, True),
        ("cancel", {"default_source": "card_1"}, {}, True),
        ("cancel", {"collection_method": "send_invoice"}, {}, True),
        ("pause", {}, {"invoice_settings": {"default_payment_method": "pm_1"}}, True),
        ("pause", {}, {"default_source": "card_1"}, True),
    ],
)
async def test_a_trial_that_ends_for_want_of_a_payment_method_is_not_charged(
    charge: Charge, behavior: str | None, own: dict[str, Any], of_customer: dict[str, Any], *, charged: bool
) -> None:
    settings = {"end_behavior": {"missing_payment_method": behavior}}
    trial = subscription(status="trialing", trial_end=seconds(END), trial_settings=settings, **own)

    assert await charge(trial, customer=of_customer) == (gbp("57.00") if charged else None)


async def test_the_use_until_a_cancellation_is_charged_at_its_end(charge: Charge, ask: Ask) -> None:
    metered = {"interval": "month", "interval_count": 1, "usage_type": "metered"}
    item = stripe.make_item()
    del item["quantity"]

    assert await charge(
        subscription(items={"data": [item]}, cancel_at_period_end=True, cancel_at=seconds(END)), recurring=metered
    ) == unknown("METERED")
    assert (await ask(CUSTOMER))["data"]["customer"]["nextBillingAt"] == END


async def test_the_amount_of_a_customer_who_is_not_known_is_not_guessed(
    take: Callable[..., Awaitable[None]], ask: Ask
) -> None:
    await take(stripe.make_price(), subscription())

    answer = await ask('{customer(id:"cus_1"){nextCharge{at amount{decimal} unknown} totals{recurringIncomplete}}}')

    assert answer["data"]["customer"] == {
        "nextCharge": unknown("PRICE_NOT_KNOWN"),
        "totals": [{"recurringIncomplete": True}],
    }


async def test_discount_tax_and_balance_are_part_of_the_amount(charge: Charge) -> None:
    discounted = subscription(discounts=[stripe.make_discount()], default_tax_rates=[stripe.make_tax_rate()])

    assert await charge(discounted, customer={"balance": -420, "currency": "gbp"}) == gbp("30.00")


async def test_a_tax_that_is_an_amount_and_no_percentage_leaves_the_amount_unknown(charge: Charge) -> None:
    """The platform gives such a rate 0 percent: a fee for each delivery, as in Colorado."""
    flat = {"rate_type": "flat_amount", "flat_amount": {"amount": 27, "currency": "gbp"}, "percentage": 0}

    assert await charge(subscription(default_tax_rates=[stripe.make_tax_rate(**flat)])) == unknown("TAX_NOT_KNOWN")


async def test_a_customers_token_reads_the_same_amount(charge: Charge, ask: Ask) -> None:
    discounted = subscription(discounts=[stripe.make_discount()], default_tax_rates=[stripe.make_tax_rate()])
    await charge(discounted)

    answer = await ask(SUBSCRIPTION, role=Role.CUSTOMER, customer_id="cus_1")

    assert answer["data"]["subscription"]["nextCharge"] == gbp("34.20")


async def test_a_pending_item_is_charged_with_the_subscription(charge: Charge) -> None:
    assert await charge(subscription(), stripe.make_pending_item()) == gbp("60.00")


async def test_automatic_tax_is_not_guessed(charge: Charge) -> None:
    assert await charge(subscription(automatic_tax={"enabled": True})) == unknown("TAX_NOT_KNOWN")


async def test_paused_collection_has_no_next_charge_and_says_so(charge: Charge, ask: Ask) -> None:
    paused = subscription(pause_collection={"behavior": "void", "resumes_at": None})

    assert await charge(paused) is None
    answer = await ask('{subscription(id:"sub_1"){status nextBillingAt paused{behavior resumesAt}}}')
    assert answer["data"]["subscription"] == {
        "status": "ACTIVE",
        "nextBillingAt": None,
        "paused": {"behavior": "VOID", "resumesAt": None},
    }


async def test_a_pause_that_ends_leaves_the_first_periods_end_after_it(charge: Charge) -> None:
    resumes_at = seconds("2026-12-15T00:00:00Z")
    paused = subscription(pause_collection={"behavior": "void", "resumes_at": resumes_at})

    assert await charge(paused) == gbp("57.00", at="2027-01-01T00:00:00Z")


async def test_a_schedule_that_is_not_known_leaves_the_amount_unknown(charge: Charge) -> None:
    assert await charge(subscription(schedule="sub_sched_9")) == unknown("SCHEDULE_NOT_KNOWN")


def phase(start: str, end: str, **overrides: Any) -> dict[str, Any]:
    items = [{"price": "price_1", "quantity": 3}]
    return {"start_date": seconds(start), "end_date": seconds(end), "items": items, **overrides}


def scheduled(*phases: dict[str, Any], **overrides: Any) -> list[dict[str, Any]]:
    """A subscription and the schedule that puts it through these phases."""
    return [subscription(schedule="sub_sched_1"), stripe.make_schedule(phases=list(phases), **overrides)]


async def test_a_phase_that_begins_at_the_renewal_is_charged_by_its_own_prices_discounts_and_taxes(
    charge: Charge, ask: Ask, queries: QueryLog
) -> None:
    dearer = {"price": stripe.make_price("price_2", unit_amount=3000, unit_amount_decimal="3000"), "quantity": 2}
    coming = phase(
        END,
        "2027-12-01T00:00:00Z",
        items=[dearer],
        discounts=[{"coupon": stripe.make_coupon(), "discount": None, "promotion_code": None}],
        default_tax_rates=[stripe.make_tax_rate()],
    )

    assert await charge(*scheduled(phase(START, END), coming)) == gbp("36.00")

    queries.clear()
    answer = await ask(SUBSCRIPTION, role=Role.CUSTOMER, customer_id="cus_1")
    assert answer["data"]["subscription"]["nextCharge"] == gbp("36.00")
    assert len(queries) == 4


@pytest.mark.parametrize(
    "changes",
    [
        {"trial_end": seconds("2026-12-10T00:00:00Z")},
        {"add_invoice_items": [{"price": "price_1", "quantity": 1}]},
        {"start_date": seconds("2026-11-30T00:00:00Z")},
    ],
    ids=["a trial", "items charged once", "within the period"],
)
async def test_a_phase_that_does_not_tell_what_is_charged_leaves_the_amount_unknown(
    charge: Charge, changes: dict[str, Any]
) -> None:
    coming = phase(END, "2027-12-01T00:00:00Z") | changes

    assert await charge(*scheduled(phase(START, END), coming)) == unknown("SCHEDULE_NOT_KNOWN")


async def test_a_price_or_a_coupon_of_a_phase_that_is_not_known_is_not_guessed(charge: Charge) -> None:
    unpriced = phase(END, "2027-12-01T00:00:00Z", items=[{"price": "price_9", "quantity": 1}])

    assert await charge(*scheduled(phase(START, END), unpriced)) == unknown("PRICE_NOT_KNOWN")


async def test_a_schedule_that_has_released_its_subscription_changes_nothing(charge: Charge) -> None:
    assert await charge(*scheduled(phase(START, END), status="released", end_behavior="cancel")) == gbp("57.00")


async def test_a_schedule_that_cancels_at_the_renewal_leaves_no_charge(charge: Charge, ask: Ask) -> None:
    assert await charge(*scheduled(phase(START, END), end_behavior="cancel")) is None
    assert (await ask(CUSTOMER))["data"]["customer"] == {"nextBillingAt": None, "nextCharge": None}


async def test_a_customer_is_charged_first_by_the_subscription_whose_period_ends_first(
    charge: Charge, ask: Ask, queries: QueryLog
) -> None:
    items = {"data": [stripe.make_item("si_2")]}
    later = subscription(subscription_id="sub_2", items=items, current_period_end=seconds("2026-12-20T00:00:00Z"))
    await charge(subscription(), later)

    queries.clear()
    answer = await ask(CUSTOMER)

    expected = gbp("57.00")
    assert answer["data"]["customer"] == {"nextBillingAt": END, "nextCharge": expected}
    assert len(queries) <= 4
