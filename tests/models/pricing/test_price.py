"""What a quantity of a price costs."""

from decimal import Decimal

import pytest

from models.pricing.price import Price, PricingModel, Tier

FLAT = Price(PricingModel.FLAT, Decimal(1000))
TIERS = (Tier(10, Decimal(500)), Tier(None, Decimal(300)))


@pytest.mark.parametrize(
    ("price", "quantity", "amount"),
    [
        (FLAT, 3, 3000),
        (FLAT, 0, 0),
        (Price(PricingModel.FLAT, Decimal("0.5")), 1, 1),
        (Price(PricingModel.FLAT, Decimal("0.001")), 400, 0),
        (Price(PricingModel.FLAT, Decimal("0.0001")), 5_000_000_000, 500_000),
        (Price(PricingModel.PACKAGE, Decimal(1000), divide_by=10), 25, 3000),
        (Price(PricingModel.PACKAGE, Decimal(1000), divide_by=10, round_up=False), 25, 2000),
        (Price(PricingModel.GRADUATED, tiers=TIERS), 20, 8000),
        (Price(PricingModel.GRADUATED, tiers=TIERS), 10, 5000),
        (Price(PricingModel.GRADUATED, tiers=(Tier(5, flat_amount=Decimal(700)), Tier(None, Decimal(100)))), 3, 700),
        (Price(PricingModel.GRADUATED, tiers=(Tier(5, flat_amount=Decimal(700)), Tier(None, Decimal(100)))), 7, 900),
        (Price(PricingModel.VOLUME, tiers=TIERS), 20, 6000),
        (Price(PricingModel.VOLUME, tiers=TIERS), 10, 5000),
        (Price(PricingModel.VOLUME, tiers=(Tier(5), Tier(None, Decimal(100), Decimal(250)))), 6, 850),
    ],
)
def test_a_quantity_costs_what_the_platform_charges(price: Price, quantity: int, amount: int) -> None:
    assert price.amount(quantity) == amount


@pytest.mark.parametrize(
    "price",
    [
        Price(PricingModel.METERED, Decimal(1000)),
        Price(PricingModel.UNKNOWN),
        Price(PricingModel.FLAT),
        Price(PricingModel.GRADUATED),
        Price(PricingModel.VOLUME),
    ],
)
def test_what_is_not_known_has_no_amount(price: Price) -> None:
    assert price.amount(5) is None
