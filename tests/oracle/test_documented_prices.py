"""The oracle's prices, discounts and taxes give the figures that the platform's documentation works out."""

from fractions import Fraction

import pytest

from tests.oracle.books import Books
from tests.oracle.discounts import Line, take_off
from tests.oracle.prices import cost, graduated, volume
from tests.oracle.taxes import included_tax, tax_on_top

# docs.stripe.com/subscriptions/pricing-models/tiered-pricing: 1–5 fonts 7 USD, 6–10 6.50 USD, from 11 on 6 USD.
FONTS = [
    {"up_to": 5, "unit_amount": 700, "flat_amount": None},
    {"up_to": 10, "unit_amount": 650, "flat_amount": None},
    {"up_to": None, "unit_amount": 600, "flat_amount": None},
]
RATE = {"object": "tax_rate", "percentage": 10.0}


def make_price(**terms):
    return {"currency": "usd", "unit_amount": None, **terms}


def make_discount(**coupon):
    return {"coupon": {"percent_off": None, "amount_off": None, "currency": "usd", **coupon}}


def make_line(amount, product="prod_1"):
    return Line(amount, product, [], [])


@pytest.mark.parametrize(("fonts", "charged"), [(1, 700), (5, 3500), (6, 3900), (20, 12_000), (25, 15_000)])
def test_volume_tiers_charge_all_units_at_one_tier(fonts, charged) -> None:
    assert volume(FONTS, fonts) == charged


@pytest.mark.parametrize(("fonts", "charged"), [(1, 700), (5, 3500), (6, 4150), (20, 12_750), (25, 15_750)])
def test_graduated_tiers_charge_each_unit_at_its_own_tier(fonts, charged) -> None:
    """20 fonts: 5 × 7 + 5 × 6.50 + 10 × 6 = 127.50 USD."""
    assert graduated(FONTS, fonts) == charged


def test_a_flat_amount_is_added_for_each_tier_that_is_reached() -> None:
    tiers = [{**FONTS[0], "flat_amount": 1000}, {**FONTS[1], "flat_amount": 2000}, FONTS[2]]

    assert graduated(tiers, 5) == 3500 + 1000
    assert graduated(tiers, 6) == 4150 + 3000
    assert volume(tiers, 6) == 3900 + 2000


@pytest.mark.parametrize(("rounded", "packages"), [("up", 3), ("down", 2)])
def test_a_broken_package_is_rounded_as_the_price_says(rounded, packages) -> None:
    """docs.stripe.com/billing/subscriptions/usage-based/transform-quantities: divided, then rounded, then priced."""
    price = make_price(unit_amount=1000, transform_quantity={"divide_by": 10, "round": rounded})

    assert cost(price, 25, "usd") == packages * 1000


def test_a_decimal_amount_is_rounded_once_for_the_whole_quantity() -> None:
    """docs.stripe.com/billing/subscriptions/decimal-amounts: 0.05 cents × 30 = 1.5 cents, which are 2."""
    assert cost(make_price(unit_amount_decimal="0.05"), 30, "usd") == 2


def test_another_currency_has_the_amount_of_its_option_and_none_without() -> None:
    """docs.stripe.com/products-prices/pricing-models: one price may have an amount for each currency."""
    price = make_price(unit_amount=1000, currency_options={"eur": {"unit_amount": 900}})

    assert cost(price, 2, "eur") == 1800
    assert cost(price, 2, "gbp") is None


def test_tiers_that_were_not_given_have_no_cost() -> None:
    assert cost(make_price(billing_scheme="tiered", tiers_mode="volume"), 2, "usd") is None


def test_a_discount_takes_its_part_of_what_the_one_before_has_left() -> None:
    """docs.stripe.com/billing/subscriptions/coupons: 100 USD less 20 %, then less 5 USD, is 75 USD, not 76."""
    lines, other = [make_line(10_000)], [make_line(10_000)]
    percent, amount = make_discount(percent_off=20), make_discount(amount_off=500)

    take_off(Books([]), lines, [percent, amount], "usd")
    take_off(Books([]), other, [amount, percent], "usd")

    assert [line.amount for line in lines] == [7500]
    assert [line.amount for line in other] == [7600]


def test_an_amount_off_takes_no_more_than_there_is() -> None:
    lines = [make_line(300), make_line(100)]

    take_off(Books([]), lines, [make_discount(amount_off=1000)], "usd")

    assert [line.amount for line in lines] == [0, 0]


def test_a_coupon_for_some_products_leaves_the_others() -> None:
    """docs.stripe.com/api/coupons/object, applies_to."""
    lines = [make_line(1000), make_line(1000, "prod_2")]

    take_off(Books([]), lines, [make_discount(percent_off=50, applies_to={"products": ["prod_2"]})], "usd")

    assert [line.amount for line in lines] == [1000, 500]


@pytest.mark.parametrize(("inclusive", "total"), [(True, 60_000), (False, 66_000)])
def test_an_exclusive_rate_is_added_and_an_inclusive_one_is_in_the_price(inclusive, total) -> None:
    """support.stripe.com, "Inclusive and exclusive tax options": 10 % on €600 is €600 or €660."""
    line = Line(60_000, None, [], [{**RATE, "inclusive": inclusive}])

    assert line.amount + tax_on_top(line, {"tax_exempt": "none"}) == total
    assert tax_on_top(line, {"tax_exempt": "reverse"}) == 0


def test_included_tax_is_the_rate_of_what_is_left() -> None:
    assert included_tax(Fraction(12_000), [{**RATE, "percentage": 20, "inclusive": True}]) == 2000
