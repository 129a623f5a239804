"""Cancelling and resuming by GraphQL: what is answered, what is stored, and the one event."""

from typing import Any

import pytest
from sqlmodel import select

from models.billing.event import Event
from models.billing.invoice import InvoiceStatus
from models.billing.subscription import Subscription
from models.values.instant import SECOND, Instant
from storage.database import Database
from tests.asking import Ask
from tests.factories import NOW, later, make_customer, make_invoice, make_subscription, save, save_subscription

CANCEL = """
mutation Cancel($input: CancelSubscriptionInput!) {
  cancelSubscription(input: $input) {
    subscription {
      id status cancelAt canceledAt endedAt nextBillingAt currentPeriodEnd
      cancellation { requestedAt requestedBy reason comment cause }
    }
    userErrors { code message field }
  }
}
"""

RESUME = """
mutation Resume($input: ResumeSubscriptionInput!) {
  resumeSubscription(input: $input) {
    subscription { id status cancelAt canceledAt endedAt nextBillingAt cancellation { requestedAt } }
    userErrors { code message field }
  }
}
"""


async def stored(database: Database) -> list[dict[str, Any]]:
    async with database.sessions() as session:
        return [row.model_dump() for row in (await session.exec(select(Subscription).order_by("id"))).all()]


async def events(database: Database) -> list[dict[str, Any]]:
    async with database.sessions() as session:
        return [row.model_dump() for row in (await session.exec(select(Event).order_by("created_at"))).all()]


def cancel(**fields: Any) -> dict[str, Any]:
    return {"input": {"subscriptionId": "sub_1_1", **fields}}


async def test_it_is_canceled_at_once(database: Database, ask: Ask) -> None:
    before = (await save_subscription(database)).model_dump()

    answer = await ask(CANCEL, cancel(reason="TOO_EXPENSIVE", comment="Zu teuer 🙂"))

    assert answer["data"]["cancelSubscription"] == {
        "subscription": {
            "id": "sub_1_1",
            "status": "CANCELED",
            "cancelAt": None,
            "canceledAt": "2026-11-22T12:00:00Z",
            "endedAt": "2026-11-22T12:00:00Z",
            "nextBillingAt": None,
            "currentPeriodEnd": "2026-12-12T12:00:00Z",
            "cancellation": {
                "requestedAt": "2026-11-22T12:00:00Z",
                "requestedBy": "Back office",
                "reason": "TOO_EXPENSIVE",
                "comment": "Zu teuer 🙂",
                "cause": "REQUESTED",
            },
        },
        "userErrors": [],
    }
    changed = {
        "status": "CANCELED",
        "canceled_at": NOW,
        "ended_at": NOW,
        "cancellation_requested_at": NOW,
        "cancellation_requested_by": "Back office",
        "cancellation_reason": "TOO_EXPENSIVE",
        "cancellation_comment": "Zu teuer 🙂",
        "cancellation_cause": "REQUESTED",
        "changed_here_at": NOW,
    }
    assert await stored(database) == [before | changed]


async def test_an_event_tells_who_did_what_when_why_and_from_what_to_what(database: Database, ask: Ask) -> None:
    await save_subscription(database, cancel_at=later(3))

    await ask(CANCEL, cancel(reason="UNUSED", comment="Bye"), name="Ada", credential_id="key_7")

    [event] = await events(database)
    assert event.pop("id").startswith("evt_")
    assert event == {
        "project_id": "prj_1",
        "live_mode": True,
        "type": "subscription.canceled",
        "customer_id": "cus_1",
        "subject_id": "sub_1_1",
        "actor": "Ada",
        "actor_id": "key_7",
        "reason": "UNUSED",
        "comment": "Bye",
        "changes": {
            "before": {
                "status": "ACTIVE",
                "cancel_at": later(3),
                "canceled_at": None,
                "ended_at": None,
                "cancellation_requested_at": None,
                "cancellation_requested_by": None,
                "cancellation_reason": None,
                "cancellation_comment": None,
                "cancellation_cause": None,
                "changed_here_at": None,
            },
            "after": {
                "status": "CANCELED",
                "cancel_at": None,
                "canceled_at": NOW,
                "ended_at": NOW,
                "cancellation_requested_at": NOW,
                "cancellation_requested_by": "Ada",
                "cancellation_reason": "UNUSED",
                "cancellation_comment": "Bye",
                "cancellation_cause": "REQUESTED",
                "changed_here_at": NOW,
            },
        },
        "created_at": NOW,
    }


@pytest.mark.parametrize(
    ("fields", "cancel_at", "next_billing_at"),
    [
        ({"timing": "AT_PERIOD_END"}, "2026-12-12T12:00:00Z", None),
        ({"timing": "ON_DATE", "cancelAt": "2026-11-23T00:00:00+01:00"}, "2026-11-22T23:00:00Z", None),
        (
            {"timing": "ON_DATE", "cancelAt": "2027-01-01T00:00:00.000001Z"},
            "2027-01-01T00:00:00.000001Z",
            "2026-12-12T12:00:00Z",
        ),
    ],
)
async def test_it_is_scheduled_and_stays_active(
    database: Database, ask: Ask, fields: dict[str, str], cancel_at: str, next_billing_at: str | None
) -> None:
    await save_subscription(database)

    answer = await ask(CANCEL, cancel(**fields))

    payload = answer["data"]["cancelSubscription"]
    subscription = payload["subscription"]
    assert payload["userErrors"] == []
    assert (subscription["status"], subscription["canceledAt"], subscription["endedAt"]) == ("ACTIVE", None, None)
    assert (subscription["cancelAt"], subscription["nextBillingAt"]) == (cancel_at, next_billing_at)
    [event] = await events(database)
    assert (event["type"], event["reason"], event["comment"]) == ("subscription.cancellation_scheduled", None, None)
    assert event["changes"]["after"].keys() == {
        "cancel_at",
        "cancellation_requested_at",
        "cancellation_requested_by",
        "cancellation_cause",
        "changed_here_at",
    }


@pytest.mark.parametrize("fields", [{}, {"timing": "AT_PERIOD_END"}, {"reason": "OTHER", "comment": "Again"}])
async def test_canceled_again_it_stays_as_it_is_with_no_second_event(
    database: Database, ask: Ask, fields: dict[str, str]
) -> None:
    await save_subscription(database)
    first = await ask(CANCEL, cancel(reason="UNUSED"))
    before, before_events = await stored(database), await events(database)

    again = await ask(CANCEL, cancel(**fields), now=later(1), name="Grace")

    assert again == first
    assert await stored(database) == before
    assert await events(database) == before_events
    assert len(before_events) == 1


async def test_scheduled_again_in_the_same_way_it_stays_as_it_is(database: Database, ask: Ask) -> None:
    await save_subscription(database)
    first = await ask(CANCEL, cancel(timing="AT_PERIOD_END"))

    again = await ask(CANCEL, cancel(timing="ON_DATE", cancelAt="2026-12-12T12:00:00Z"), now=later(1), name="Grace")

    assert again == first
    assert len(await events(database)) == 1


async def test_a_resumed_subscription_goes_on(database: Database, ask: Ask) -> None:
    await save_subscription(database)
    await ask(CANCEL, cancel(timing="AT_PERIOD_END", reason="UNUSED", comment="Bye"))

    answer = await ask(RESUME, cancel(), now=later(1), name="Grace")

    assert answer["data"]["resumeSubscription"] == {
        "subscription": {
            "id": "sub_1_1",
            "status": "ACTIVE",
            "cancelAt": None,
            "canceledAt": None,
            "endedAt": None,
            "nextBillingAt": "2026-12-12T12:00:00Z",
            "cancellation": None,
        },
        "userErrors": [],
    }
    _, event = await events(database)
    assert (event["type"], event["actor"], event["created_at"]) == ("subscription.resumed", "Grace", later(1))
    assert event["changes"] == {
        "before": {
            "cancel_at": later(20),
            "cancellation_requested_at": NOW,
            "cancellation_requested_by": "Back office",
            "cancellation_reason": "UNUSED",
            "cancellation_comment": "Bye",
            "cancellation_cause": "REQUESTED",
            "changed_here_at": NOW,
        },
        "after": {
            "cancel_at": None,
            "cancellation_requested_at": None,
            "cancellation_requested_by": None,
            "cancellation_reason": None,
            "cancellation_comment": None,
            "cancellation_cause": None,
            "changed_here_at": later(1),
        },
    }


async def test_the_edges_of_the_answer_show_what_is_true_after_the_write(database: Database, ask: Ask) -> None:
    subscription = await save_subscription(database)
    invoice = make_invoice(make_customer(), status=InvoiceStatus.OPEN, subscription_id=subscription.id)
    await save(database, invoice)

    answer = await ask(
        """
        mutation {
          cancelSubscription(input: {subscriptionId: "sub_1_1"}) {
            subscription {
              plan { name } items { quantity } amount { formatted }
              customer { name nextBillingAt subscriptions(status: ACTIVE) { totalCount } }
              invoices { totalCount nodes { id subscription { status } } }
              cancellationPreview { effectiveAt chargesAvoidedFrom openInvoiceCount openAmount { amountMinor } }
            }
          }
        }
        """
    )

    assert answer == {
        "data": {
            "cancelSubscription": {
                "subscription": {
                    "plan": {"name": "Plan 1"},
                    "items": [{"quantity": 1}],
                    "amount": {"formatted": "£15.00"},
                    "customer": {"name": "Customer 1", "nextBillingAt": None, "subscriptions": {"totalCount": 0}},
                    "invoices": {"totalCount": 1, "nodes": [{"id": "in_1_1", "subscription": {"status": "CANCELED"}}]},
                    "cancellationPreview": {
                        "effectiveAt": "2026-11-22T12:00:00Z",
                        "chargesAvoidedFrom": None,
                        "openInvoiceCount": 1,
                        "openAmount": {"amountMinor": 1200},
                    },
                }
            }
        }
    }


async def test_mutations_of_one_document_run_in_their_order_and_see_each_other(database: Database, ask: Ask) -> None:
    await save_subscription(database)

    answer = await ask(
        """
        mutation {
          a: resumeSubscription(input: {subscriptionId: "sub_1_1"}) { userErrors { code } }
          b: cancelSubscription(input: {subscriptionId: "sub_1_1", timing: AT_PERIOD_END}) { ...then }
          c: resumeSubscription(input: {subscriptionId: "sub_1_1"}) { subscription { customer { nextBillingAt } } }
          d: cancelSubscription(input: {subscriptionId: "sub_1_1"}) { ...then }
          e: resumeSubscription(input: {subscriptionId: "sub_1_1"}) { userErrors { code } }
        }
        fragment then on CancelSubscriptionPayload {
          subscription { status customer { nextBillingAt subscriptions { nodes { status cancelAt } } } }
        }
        """
    )

    def subscription(status: str, cancel_at: str | None) -> dict[str, Any]:
        nodes = [{"status": status, "cancelAt": cancel_at}]
        return {
            "subscription": {"status": status, "customer": {"nextBillingAt": None, "subscriptions": {"nodes": nodes}}}
        }

    assert answer == {
        "data": {
            "a": {"userErrors": [{"code": "NOT_SCHEDULED_TO_CANCEL"}]},
            "b": subscription("ACTIVE", "2026-12-12T12:00:00Z"),
            "c": {"subscription": {"customer": {"nextBillingAt": "2026-12-12T12:00:00Z"}}},
            "d": subscription("CANCELED", None),
            "e": {"userErrors": [{"code": "ALREADY_ENDED"}]},
        }
    }
    assert len(await events(database)) == 3


async def test_only_the_subscription_that_was_named_is_canceled(database: Database, ask: Ask) -> None:
    await save_subscription(database)
    other = make_subscription(make_customer(), 2)
    await save(database, other)
    untouched = other.model_dump()

    await ask(CANCEL, cancel())

    assert (await stored(database))[1] == untouched


@pytest.mark.parametrize("length", [999, 1000])
async def test_a_comment_of_a_thousand_characters_is_kept_whole(database: Database, ask: Ask, length: int) -> None:
    await save_subscription(database)
    comment = ("🙂" * length)[:length]

    await ask(CANCEL, cancel(comment=comment))

    assert (await stored(database))[0]["cancellation_comment"] == comment
    assert (await events(database))[0]["comment"] == comment


async def test_times_are_kept_to_the_microsecond(database: Database, ask: Ask) -> None:
    await save_subscription(database)
    now = Instant(NOW + SECOND - 1)

    answer = await ask(CANCEL, cancel(), now=now)

    assert answer["data"]["cancelSubscription"]["subscription"]["canceledAt"] == "2026-11-22T12:00:00.999999Z"
    assert (await stored(database))[0]["canceled_at"] == now
