"""A customer's statuses."""

import pytest

from models.billing.customer_status import CustomerStatus, customer_statuses, is_delinquent
from models.billing.subscription import SubscriptionStatus
from models.values.instant import Instant
from tests.factories import later

RUNS, ENDS = None, later(3)


@pytest.mark.parametrize(
    ("status", "statuses"),
    [
        ("ACTIVE", ["ACTIVE"]),
        ("TRIALING", ["ACTIVE"]),
        ("PAST_DUE", ["PAST_DUE"]),
        ("UNPAID", ["PAST_DUE"]),
        ("CANCELED", ["INACTIVE"]),
        ("INCOMPLETE", ["INACTIVE"]),
        ("INCOMPLETE_EXPIRED", ["INACTIVE"]),
        ("PAUSED", ["INACTIVE"]),
    ],
)
def test_each_status_of_a_subscription_makes_its_customer_stand_so(status: str, stands: list[str]) -> None:
    assert customer_statuses([(SubscriptionStatus(status), RUNS)], False) == tuple(stands)


@pytest.mark.parametrize("status", SubscriptionStatus)
def test_only_what_goes_on_can_be_about_to_end(status: SubscriptionStatus) -> None:
    stands = customer_statuses([(status, ENDS)], False)

    assert (CustomerStatus.CANCELLING in stands) is (status in ("ACTIVE", "TRIALING", "PAST_DUE"))


@pytest.mark.parametrize(
    ("subscriptions", "overdue", "stands"),
    [
        ([], False, ["INACTIVE"]),
        ([], True, ["OVERDUE", "INACTIVE"]),
        ([("ACTIVE", RUNS), ("ACTIVE", ENDS)], False, ["CANCELLING", "ACTIVE"]),
        ([("ACTIVE", RUNS), ("UNPAID", ENDS)], False, ["PAST_DUE", "ACTIVE"]),
        ([("TRIALING", RUNS), ("PAST_DUE", ENDS)], True, ["PAST_DUE", "OVERDUE", "CANCELLING", "ACTIVE"]),
        ([("UNPAID", RUNS)], True, ["PAST_DUE", "OVERDUE"]),
    ],
)
def test_all_that_applies_is_told_gravest_first(
    subscriptions: list[tuple[str, Instant | None]], overdue: bool, stands: list[str]
) -> None:
    given = [(SubscriptionStatus(status), cancel_at) for status, cancel_at in subscriptions]

    statuses = customer_statuses(given, overdue)

    assert statuses == tuple(stands)
    assert is_delinquent(statuses) is (stands[0] in ("PAST_DUE", "OVERDUE"))
