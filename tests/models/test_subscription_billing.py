"""When a subscription is charged next."""

import pytest

from models.billing.subscription import SubscriptionStatus, next_billing_at
from models.values.instant import Instant
from tests.factories import later

PERIOD_END = later(20)
TRIAL_END = later(5)
CHARGED = {SubscriptionStatus.ACTIVE: PERIOD_END, SubscriptionStatus.TRIALING: TRIAL_END}


@pytest.mark.parametrize("status", SubscriptionStatus)
def test_only_an_active_or_trialing_subscription_will_be_charged(status: SubscriptionStatus) -> None:
    charge_at = next_billing_at(status, PERIOD_END, TRIAL_END, None)

    assert charge_at == CHARGED.get(status)


def test_a_trial_without_an_end_of_its_own_ends_with_the_period() -> None:
    assert next_billing_at(SubscriptionStatus.TRIALING, PERIOD_END, None, None) == PERIOD_END


@pytest.mark.parametrize(("status", "charge_at"), CHARGED.items())
def test_no_charge_happens_from_the_moment_it_ends(status: SubscriptionStatus, charge_at: Instant) -> None:
    ends = [Instant(charge_at - 1), charge_at, Instant(charge_at + 1)]

    charges = [next_billing_at(status, PERIOD_END, TRIAL_END, cancel_at) for cancel_at in ends]

    assert charges == [None, None, charge_at]
