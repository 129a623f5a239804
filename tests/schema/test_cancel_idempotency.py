"""Idempotency keys by GraphQL: of the input and of the request's header."""

from typing import Any

import pytest

from storage.database import Database
from tests.asking import Ask
from tests.factories import later, make_customer, make_subscription, save, save_subscription

CANCEL = """
mutation Cancel($input: CancelSubscriptionInput!) {
  cancelSubscription(input: $input) {
    subscription { status cancelAt canceledAt nextBillingAt customer { nextBillingAt } }
    userErrors { code message field }
  }
}
"""

CONFLICT = {
    "data": {
        "cancelSubscription": {
            "subscription": None,
            "userErrors": [
                {
                    "code": "IDEMPOTENCY_CONFLICT",
                    "message": "This idempotency key was used with a different input.",
                    "field": ["input", "idempotencyKey"],
                }
            ],
        }
    }
}


def cancel(**fields: Any) -> dict[str, Any]:
    return {"input": {"subscriptionId": "sub_1_1", **fields}}


@pytest.mark.parametrize("fields", [{}, {"timing": "AT_PERIOD_END", "reason": "OTHER", "comment": "Zoë 🙂"}])
async def test_the_first_answer_is_given_again_unchanged(database: Database, ask: Ask, fields: dict[str, str]) -> None:
    await save_subscription(database)
    first = await ask(CANCEL, cancel(**fields, idempotencyKey="k"))

    again = await ask(CANCEL, cancel(**fields, idempotencyKey="k"), now=later(1) - 1)

    assert first["data"]["cancelSubscription"]["userErrors"] == []
    assert again == first


async def test_input_that_means_the_same_is_the_same_input(database: Database, ask: Ask) -> None:
    await save_subscription(database)
    first = await ask(CANCEL, cancel(timing="ON_DATE", cancelAt="2026-12-01T00:00:00Z", idempotencyKey="k"))

    again = await ask(
        CANCEL,
        cancel(timing="ON_DATE", cancelAt="2026-12-01T02:00:00.000+02:00", reason=None, idempotencyKey="k"),
    )

    assert again == first


async def test_a_key_of_the_header_and_of_the_input_are_the_same_key(database: Database, ask: Ask) -> None:
    await save_subscription(database)
    first = await ask(CANCEL, cancel(timing="AT_PERIOD_END"), key="k")

    again = await ask(CANCEL, cancel(timing="AT_PERIOD_END", idempotencyKey="k"))
    conflict = await ask(CANCEL, cancel(idempotencyKey="k"))

    assert again == first
    assert conflict == CONFLICT


@pytest.mark.parametrize("absent", [{}, {"idempotencyKey": None}])
async def test_the_header_counts_where_the_input_has_no_key(
    database: Database, ask: Ask, absent: dict[str, None]
) -> None:
    await save_subscription(database)
    await ask(CANCEL, cancel(timing="AT_PERIOD_END"), key="k")

    assert await ask(CANCEL, cancel(**absent), key="k") == CONFLICT


async def test_the_key_of_the_input_goes_before_the_header(database: Database, ask: Ask) -> None:
    await save_subscription(database)
    await ask(CANCEL, cancel(timing="AT_PERIOD_END"), key="k")

    answer = await ask(CANCEL, cancel(idempotencyKey="another"), key="k")

    assert answer["data"]["cancelSubscription"]["subscription"]["status"] == "CANCELED"


async def test_one_key_is_for_one_cancellation_of_a_document(database: Database, ask: Ask) -> None:
    await save_subscription(database)
    await save(database, make_subscription(make_customer(), 2))

    answer = await ask(
        """
        mutation {
          a: cancelSubscription(input: {subscriptionId: "sub_1_1"}) { ...outcome }
          b: cancelSubscription(input: {subscriptionId: "sub_1_2"}) { ...outcome }
          c: cancelSubscription(input: {subscriptionId: "sub_1_1"}) { ...outcome }
        }
        fragment outcome on CancelSubscriptionPayload { subscription { status } userErrors { code } }
        """,
        key="k",
    )

    canceled = {"subscription": {"status": "CANCELED"}, "userErrors": []}
    conflict = {"subscription": None, "userErrors": [{"code": "IDEMPOTENCY_CONFLICT"}]}
    assert answer == {"data": {"a": canceled, "b": conflict, "c": canceled}}


@pytest.mark.parametrize("key", ["", "x" * 256])
@pytest.mark.parametrize("place", ["input", "header"])
async def test_a_text_that_is_no_key_is_refused(database: Database, ask: Ask, key: str, place: str) -> None:
    await save_subscription(database)
    given: dict[str, Any] = {"key": key} if place == "header" else {"variables": cancel(idempotencyKey=key)}

    answer = await ask(CANCEL, **{"variables": cancel()} | given)

    refusal = {
        "code": "INVALID_IDEMPOTENCY_KEY",
        "message": "An idempotency key has 1 to 255 characters.",
        "field": ["input", "idempotencyKey"],
    }
    assert answer == {"data": {"cancelSubscription": {"subscription": None, "userErrors": [refusal]}}}
    assert (await ask('{ subscription(id: "sub_1_1") { status } }'))["data"]["subscription"] == {"status": "ACTIVE"}
