"""Cancelling a subscription: what each status, timing and date leads to."""

from typing import Any

import pytest

from models.billing.cancellation import CancellationCause, CancellationReason, CancellationRequest, CancellationTiming
from models.billing.subscription import ENDED, Subscription, SubscriptionStatus
from models.refusal import RefusalCode
from models.values.instant import Instant, parse_rfc3339
from tests.factories import NOW, later, make_customer, make_subscription, refuses

IMMEDIATELY, AT_PERIOD_END, ON_DATE = CancellationTiming
PERIOD_END = later(20)
NEXT_WEEK = later(7)

NOW_CANCELED = {"status": SubscriptionStatus.CANCELED, "canceled_at": NOW, "ended_at": NOW}
REQUESTED = {
    "cancellation_requested_at": NOW,
    "cancellation_requested_by": "Ada",
    "cancellation_reason": CancellationReason.UNUSED,
    "cancellation_comment": "Moved away",
    "cancellation_cause": CancellationCause.REQUESTED,
    "changed_here_at": NOW,
}


def make(**overrides: Any) -> Subscription:
    return make_subscription(make_customer(), **overrides)


def request(timing: CancellationTiming, cancel_at: Instant | None = None) -> CancellationRequest:
    return CancellationRequest(timing, cancel_at, CancellationReason.UNUSED, "Moved away")


def changes(before: dict[str, Any], subscription: Subscription) -> dict[str, Any]:
    return {name: value for name, value in subscription.model_dump().items() if value != before[name]}


@pytest.mark.parametrize("status", [status for status in SubscriptionStatus if status not in ENDED])
@pytest.mark.parametrize(
    ("timing", "cancel_at", "expected"),
    [
        (IMMEDIATELY, None, NOW_CANCELED),
        (AT_PERIOD_END, None, {"cancel_at": PERIOD_END}),
        (ON_DATE, NEXT_WEEK, {"cancel_at": NEXT_WEEK}),
    ],
)
def test_what_has_not_ended_can_be_canceled_in_every_way(
    status: SubscriptionStatus, timing: CancellationTiming, cancel_at: Instant | None, expected: dict[str, Any]
) -> None:
    subscription = make(status=status)
    before = subscription.model_dump()

    changed = subscription.cancel(request(timing, cancel_at), by="Ada", now=NOW)

    assert changed is True
    assert changes(before, subscription) == {**expected, **REQUESTED}


@pytest.mark.parametrize(("timing", "cancel_at"), [(IMMEDIATELY, None), (AT_PERIOD_END, None), (ON_DATE, NEXT_WEEK)])
def test_what_is_canceled_stays_as_it_is(timing: CancellationTiming, cancel_at: Instant | None) -> None:
    subscription = make(status=SubscriptionStatus.CANCELED, canceled_at=later(-2), ended_at=later(-1))
    before = subscription.model_dump()

    changed = subscription.cancel(request(timing, cancel_at), by="Ada", now=NOW)

    assert changed is False
    assert changes(before, subscription) == {}


@pytest.mark.parametrize(("timing", "cancel_at"), [(IMMEDIATELY, None), (AT_PERIOD_END, None), (ON_DATE, NEXT_WEEK)])
def test_what_expired_before_it_began_cannot_be_canceled(timing: CancellationTiming, cancel_at: Instant | None) -> None:
    subscription = make(status=SubscriptionStatus.INCOMPLETE_EXPIRED)
    before = subscription.model_dump()

    with refuses(RefusalCode.SUBSCRIPTION_EXPIRED):
        subscription.cancel(request(timing, cancel_at), by="Ada", now=NOW)

    assert changes(before, subscription) == {}


@pytest.mark.parametrize("period_end", [NOW, Instant(NOW - 1)])
def test_a_period_that_is_over_cannot_be_waited_for(period_end: Instant) -> None:
    subscription = make(current_period_end=period_end)
    before = subscription.model_dump()

    with refuses(RefusalCode.PERIOD_ENDED):
        subscription.cancel(request(AT_PERIOD_END), by="Ada", now=NOW)

    assert changes(before, subscription) == {}


def test_a_period_that_ends_a_microsecond_from_now_can_be_waited_for() -> None:
    subscription = make(current_period_end=Instant(NOW + 1))

    subscription.cancel(request(AT_PERIOD_END), by="Ada", now=NOW)

    assert subscription.cancel_at == NOW + 1


@pytest.mark.parametrize(("timing", "cancel_at"), [(IMMEDIATELY, None), (ON_DATE, NEXT_WEEK)])
def test_after_its_period_it_can_still_be_canceled_now_or_on_a_date(
    timing: CancellationTiming, cancel_at: Instant | None
) -> None:
    subscription = make(current_period_end=later(-30))

    assert subscription.cancel(request(timing, cancel_at), by="Ada", now=NOW)


@pytest.mark.parametrize(("timing", "cancel_at"), [(AT_PERIOD_END, None), (ON_DATE, PERIOD_END)])
@pytest.mark.parametrize(("reason", "comment"), [(CancellationReason.UNUSED, "Moved away"), (None, None)])
def test_the_same_schedule_again_changes_nothing(
    timing: CancellationTiming, cancel_at: Instant | None, reason: CancellationReason | None, comment: str | None
) -> None:
    subscription = make()
    subscription.cancel(request(AT_PERIOD_END), by="Ada", now=NOW)
    before = subscription.model_dump()

    again = CancellationRequest(timing, cancel_at, reason, comment)
    changed = subscription.cancel(again, by="Grace", now=later(1))

    assert changed is False
    assert changes(before, subscription) == {}


@pytest.mark.parametrize(
    ("again", "expected"),
    [
        (
            CancellationRequest(ON_DATE, NEXT_WEEK, CancellationReason.UNUSED, "Moved away"),
            {"cancel_at": NEXT_WEEK},
        ),
        (
            CancellationRequest(AT_PERIOD_END, None, CancellationReason.OTHER),
            {"cancellation_reason": CancellationReason.OTHER, "cancellation_comment": None},
        ),
        (
            CancellationRequest(AT_PERIOD_END, None, CancellationReason.UNUSED, "Moved far away"),
            {"cancellation_comment": "Moved far away"},
        ),
        (
            CancellationRequest(IMMEDIATELY, None, CancellationReason.UNUSED, "Moved away"),
            {
                "status": SubscriptionStatus.CANCELED,
                "canceled_at": later(1),
                "ended_at": later(1),
                "cancel_at": None,
            },
        ),
    ],
)
def test_a_schedule_is_replaced_by_another(again: CancellationRequest, expected: dict[str, Any]) -> None:
    subscription = make()
    subscription.cancel(request(AT_PERIOD_END), by="Ada", now=NOW)
    before = subscription.model_dump()

    changed = subscription.cancel(again, by="Grace", now=later(1))

    assert changed is True
    assert changes(before, subscription) == {
        **expected,
        "cancellation_requested_at": later(1),
        "cancellation_requested_by": "Grace",
        "changed_here_at": later(1),
    }


@pytest.mark.parametrize("cancel_at", [NOW, Instant(NOW - 1)])
@pytest.mark.parametrize(("timing", "date"), [(IMMEDIATELY, None), (AT_PERIOD_END, None), (ON_DATE, NEXT_WEEK)])
def test_what_has_ended_by_its_schedule_is_not_canceled_again(
    cancel_at: Instant, timing: CancellationTiming, date: Instant | None
) -> None:
    subscription = make(cancel_at=cancel_at)
    before = subscription.model_dump()

    changed = subscription.cancel(request(timing, date), by="Ada", now=NOW)

    assert changed is False
    assert changes(before, subscription) == {}


@pytest.mark.parametrize(
    ("now", "cancel_at"),
    [
        ("2026-11-22T12:00:00Z", "2026-11-22T12:00:00.000001Z"),
        ("2026-11-22T12:00:00Z", "2031-11-22T12:00:00Z"),
        ("2028-02-29T12:00:00Z", "2033-02-28T12:00:00Z"),
        ("2027-02-28T12:00:00Z", "2028-02-29T12:00:00Z"),
        ("2026-11-22T12:00:00.123456Z", "2031-11-22T12:00:00.123456Z"),
    ],
)
def test_a_date_may_be_a_microsecond_to_five_years_away(now: str, cancel_at: str) -> None:
    request(ON_DATE, parse_rfc3339(cancel_at)).check(parse_rfc3339(now))


@pytest.mark.parametrize(
    ("now", "cancel_at", "code"),
    [
        ("2026-11-22T12:00:00Z", "2026-11-22T12:00:00Z", RefusalCode.CANCEL_AT_NOT_IN_FUTURE),
        ("2026-11-22T12:00:00Z", "2026-11-22T11:59:59.999999Z", RefusalCode.CANCEL_AT_NOT_IN_FUTURE),
        ("2026-11-22T12:00:00Z", "0001-01-01T00:00:00Z", RefusalCode.CANCEL_AT_NOT_IN_FUTURE),
        ("2026-11-22T12:00:00Z", "2031-11-22T12:00:00.000001Z", RefusalCode.CANCEL_AT_TOO_FAR),
        ("2026-11-22T12:00:00Z", "9999-12-31T23:59:59.999999Z", RefusalCode.CANCEL_AT_TOO_FAR),
        ("2028-02-29T12:00:00Z", "2033-02-28T12:00:00.000001Z", RefusalCode.CANCEL_AT_TOO_FAR),
    ],
)
def test_a_date_not_in_the_future_or_over_five_years_away_is_refused(
    now: str, cancel_at: str, code: RefusalCode
) -> None:
    with refuses(code):
        request(ON_DATE, parse_rfc3339(cancel_at)).check(parse_rfc3339(now))


@pytest.mark.parametrize(
    ("timing", "cancel_at", "code"),
    [
        (ON_DATE, None, RefusalCode.CANCEL_AT_MISSING),
        (IMMEDIATELY, NEXT_WEEK, RefusalCode.CANCEL_AT_UNWANTED),
        (AT_PERIOD_END, NEXT_WEEK, RefusalCode.CANCEL_AT_UNWANTED),
    ],
)
def test_a_date_goes_with_on_date_and_with_it_alone(
    timing: CancellationTiming, cancel_at: Instant | None, code: RefusalCode
) -> None:
    with refuses(code):
        request(timing, cancel_at).check(NOW)


@pytest.mark.parametrize("character", ["a", "é", "漢", "🙂"])
def test_a_comment_has_at_most_a_thousand_characters(character: str) -> None:
    CancellationRequest(comment=character * 1000).check(NOW)

    with refuses(RefusalCode.COMMENT_TOO_LONG):
        CancellationRequest(comment=character * 1001).check(NOW)
