"""Taking a scheduled cancellation back: when it is possible, and what it leaves."""

from typing import Any

import pytest

from models.billing.cancellation import CancellationReason, CancellationRequest, CancellationTiming
from models.billing.subscription import ENDED, Subscription, SubscriptionStatus
from models.refusal import RefusalCode
from models.values.instant import Instant
from tests.factories import NOW, later, make_customer, make_subscription, refuses

REMAINING = [status for status in SubscriptionStatus if status not in ENDED]


def make(**overrides: Any) -> Subscription:
    return make_subscription(make_customer(), **overrides)


@pytest.mark.parametrize("status", REMAINING)
def test_a_resumed_subscription_is_what_it_was_before_it_was_scheduled(status: SubscriptionStatus) -> None:
    subscription = make(status=status)
    before = subscription.model_dump()
    request = CancellationRequest(CancellationTiming.AT_PERIOD_END, None, CancellationReason.UNUSED, "Moved away")
    subscription.cancel(request, by="Ada", now=NOW)

    subscription.resume(now=later(1))

    assert subscription.model_dump() == before | {"changed_here_at": later(1)}


@pytest.mark.parametrize("status", REMAINING)
def test_what_is_not_scheduled_cannot_be_resumed(status: SubscriptionStatus) -> None:
    subscription = make(status=status)
    before = subscription.model_dump()

    with refuses(RefusalCode.NOT_SCHEDULED_TO_CANCEL):
        subscription.resume(now=NOW)

    assert subscription.model_dump() == before


@pytest.mark.parametrize("status", sorted(ENDED))
@pytest.mark.parametrize("cancel_at", [None, later(1)])
def test_what_has_ended_cannot_be_resumed(status: SubscriptionStatus, cancel_at: Instant | None) -> None:
    subscription = make(status=status, cancel_at=cancel_at)
    before = subscription.model_dump()

    with refuses(RefusalCode.SUBSCRIPTION_ENDED):
        subscription.resume(now=NOW)

    assert subscription.model_dump() == before


@pytest.mark.parametrize("cancel_at", [NOW, Instant(NOW - 1)])
def test_a_schedule_that_has_run_out_cannot_be_taken_back(cancel_at: Instant) -> None:
    subscription = make(cancel_at=cancel_at)
    before = subscription.model_dump()

    with refuses(RefusalCode.SUBSCRIPTION_ENDED):
        subscription.resume(now=NOW)

    assert subscription.model_dump() == before


def test_a_schedule_can_be_taken_back_to_its_last_microsecond() -> None:
    subscription = make(cancel_at=Instant(NOW + 1))

    subscription.resume(now=NOW)

    assert subscription.cancel_at is None
