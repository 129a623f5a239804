"""How the amount of the next charge comes about: parts that add up to it."""

from decimal import Decimal

import pytest

from models.billing.discount import CouponDuration
from models.billing.plan import BillingInterval
from models.billing.subscription import SubscriptionStatus
from models.pricing.charge_parts import ChargeParts, charge_parts
from models.pricing.discount import Discount
from models.pricing.next_charge import next_charge
from models.pricing.tax import TaxRate
from models.pricing.terms import ItemTerms, PayerTerms, SubscriptionTerms
from models.pricing.upcoming_invoice import Line
from models.values.instant import parse_rfc3339

START = parse_rfc3339("2026-11-01T00:00:00Z")
NOW = parse_rfc3339("2026-11-22T12:00:00Z")
END = parse_rfc3339("2026-12-01T00:00:00Z")

ITEM = ItemTerms(1000, BillingInterval.MONTH, 1, START, END)
TENTH = Discount(CouponDuration.FOREVER, percent_off=Decimal(10))
VAT = TaxRate(Decimal(20), inclusive=False)
TERMS = SubscriptionTerms(SubscriptionStatus.ACTIVE, (ITEM,), discounts=(TENTH,), tax_rates=(VAT,))
PAYER = PayerTerms(pending=(Line(500),))


@pytest.mark.parametrize(
    ("balance", "expected"),
    [
        (0, ChargeParts(items=1000, pending=500, discount=-150, tax=270, balance=0)),
        (-300, ChargeParts(items=1000, pending=500, discount=-150, tax=270, balance=-300)),
        (-9000, ChargeParts(items=1000, pending=500, discount=-150, tax=270, balance=-1620)),
        (80, ChargeParts(items=1000, pending=500, discount=-150, tax=270, balance=80)),
    ],
)
def test_the_parts_add_up_to_the_charge(balance: int, expected: ChargeParts) -> None:
    payer = PAYER._replace(balance=balance)

    parts = charge_parts(TERMS, payer, NOW)

    charge = next_charge(TERMS, payer, NOW)
    assert parts == expected
    assert charge is not None
    assert expected.amount == charge.amount


def test_what_is_not_charged_or_not_known_has_no_parts() -> None:
    metered = TERMS._replace(items=(ITEM._replace(is_metered=True),))

    assert charge_parts(TERMS._replace(status=SubscriptionStatus.PAUSED), PAYER, NOW) is None
    assert charge_parts(metered, PAYER, NOW) is None
