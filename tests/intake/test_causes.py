"""Why a subscription ends: the cause is told, and a request only where somebody made one."""

from typing import Any

import pytest

from tests.intake.stripe_objects import make_everything, make_invoice, make_line, make_subscription

DETAILS: dict[str, Any] = {"reason": None, "feedback": None, "comment": None}
REQUESTED_SECOND, ENDED_SECOND = 1_762_500_000, 1_762_600_000
CANCELED = {"status": "canceled", "canceled_at": REQUESTED_SECOND, "ended_at": ENDED_SECOND}
SCHEDULED = {"canceled_at": REQUESTED_SECOND, "cancel_at": 1_800_000_000}
REQUESTED_AT = "2025-11-07T07:20:00Z"

QUERY = """{ customer(id: "cus_1") {
    delinquent
    subscriptions { nodes { cancellation { cause requestedAt requestedBy reason comment } } }
    activity { nodes { kind summary reason } }
} }"""


@pytest.mark.parametrize(
    ("state", "reason", "cause", "requested_at"),
    [
        (CANCELED, "cancellation_requested", "REQUESTED", REQUESTED_AT),
        (CANCELED, "payment_failed", "PAYMENT_FAILED", None),
        (CANCELED, "payment_disputed", "PAYMENT_DISPUTED", None),
        (CANCELED, "canceled_by_retention_policy", "UNKNOWN", None),
        (CANCELED, "of_the_future", "UNKNOWN", None),
        (CANCELED, None, "UNKNOWN", None),
        (SCHEDULED, "cancellation_requested", "REQUESTED", REQUESTED_AT),
        (SCHEDULED, None, "UNKNOWN", None),
    ],
)
async def test_the_cause_is_what_the_platform_says(
    take, ask, state: dict[str, Any], reason: str | None, cause: str, requested_at: str | None
) -> None:
    subscription = make_subscription(**state, cancellation_details=DETAILS | {"reason": reason, "feedback": "unused"})
    await take(*make_everything())
    await take(subscription, as_of=100)

    answer = await ask(QUERY)

    assert answer["data"]["customer"]["subscriptions"]["nodes"] == [
        {
            "cancellation": {
                "cause": cause,
                "requestedAt": requested_at,
                "requestedBy": None,
                "reason": "UNUSED",
                "comment": None,
            }
        }
    ]


async def test_a_subscription_that_goes_on_has_no_cancellation(take, ask) -> None:
    await take(*make_everything())

    answer = await ask(QUERY)

    assert answer["data"]["customer"]["subscriptions"]["nodes"] == [{"cancellation": None}]


@pytest.mark.parametrize(
    ("reason", "why"),
    [
        ("payment_failed", " because its payment failed"),
        ("payment_disputed", " because a payment was disputed"),
        ("cancellation_requested", ""),
        (None, ""),
    ],
)
async def test_the_timeline_tells_what_ended_it(take, ask, reason: str | None, why: str) -> None:
    subscription = make_subscription(**CANCELED, cancellation_details=DETAILS | {"reason": reason})
    await take(*make_everything())
    await take(subscription, as_of=100)

    answer = await ask(QUERY)

    ends = [each for each in answer["data"]["customer"]["activity"]["nodes"] if each["kind"] == "SUBSCRIPTION_ENDED"]
    assert [each["summary"].partition(" ended")[2] for each in ends] == [f"{why}."]


async def test_a_schedule_of_an_unknown_cause_is_told_as_it_was_made(take, ask) -> None:
    await take(*make_everything())
    await take(make_subscription(**SCHEDULED), as_of=100)

    answer = await ask(QUERY)

    kinds = [each["kind"] for each in answer["data"]["customer"]["activity"]["nodes"]]
    assert "SUBSCRIPTION_CANCELLATION_SCHEDULED" in kinds


async def test_who_was_cancelled_for_a_failed_payment_still_owes_it(take, ask) -> None:
    tried = make_invoice(
        "in_tried",
        status="open",
        lines=[make_line("il_tried")],
        due_date=None,
        attempted=True,
        attempt_count=4,
        amount_paid=0,
        amount_remaining=5000,
    )
    subscription = make_subscription(**CANCELED, cancellation_details=DETAILS | {"reason": "payment_failed"})
    await take(*make_everything())
    await take(subscription, tried, as_of=100)

    customer = (await ask(QUERY))["data"]["customer"]

    assert customer["delinquent"] is True
    assert customer["subscriptions"]["nodes"][0]["cancellation"]["cause"] == "PAYMENT_FAILED"
