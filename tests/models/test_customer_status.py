"""A customer's statuses."""

import pytest

from models.billing.customer_status import CustomerStatus, Standing, customer_statuses, is_delinquent
from models.billing.subscription import SubscriptionStatus
from models.values.instant import Instant
from tests.factories import later

RUNS, ENDS = None, later(3)


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("ACTIVE", ["ACTIVE"]),
        ("TRIALING", ["ACTIVE"]),
        ("PAST_DUE", ["PAST_DUE"]),
        ("UNPAID", ["PAST_DUE"]),
        ("CANCELED", ["INACTIVE"]),
        ("INCOMPLETE", ["INACTIVE"]),
        ("INCOMPLETE_EXPIRED", ["INACTIVE"]),
        ("PAUSED", ["PAUSED"]),
    ],
)
def test_each_subscription_status_gives_a_customer_status(status: str, expected: list[str]) -> None:
    assert customer_statuses([Standing(SubscriptionStatus(status))]) == tuple(expected)


@pytest.mark.parametrize("status", SubscriptionStatus)
def test_only_what_goes_on_can_be_about_to_end(status: SubscriptionStatus) -> None:
    expected = customer_statuses([Standing(status, ENDS)])

    assert (CustomerStatus.CANCELLING in expected) is (status in ("ACTIVE", "TRIALING", "PAST_DUE"))


@pytest.mark.parametrize(
    ("subscriptions", "overdue", "expected"),
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
    subscriptions: list[tuple[str, Instant | None]], overdue: bool, expected: list[str]
) -> None:
    given = [Standing(SubscriptionStatus(status), cancel_at) for status, cancel_at in subscriptions]

    statuses = customer_statuses(given, has_overdue_invoice=overdue)

    assert statuses == tuple(expected)
    assert is_delinquent([each.status for each in given], overdue) is (expected[0] in ("PAST_DUE", "OVERDUE"))


def test_paused_collection_and_money_in_dispute_are_told_beside_what_goes_on() -> None:
    paused = Standing(SubscriptionStatus.ACTIVE, is_paused=True)

    assert customer_statuses([paused], has_dispute=True) == ("DISPUTED", "PAUSED", "ACTIVE")
