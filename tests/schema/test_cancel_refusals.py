"""Refused cancellations: each says why, and nothing is changed."""

from typing import Any

import pytest
from sqlmodel import SQLModel, select

from models.access.viewer import Role
from models.billing.event import Event
from models.billing.idempotency import IdempotencyRecord
from models.billing.subscription import Subscription, SubscriptionStatus
from storage.database import Database
from tests.asking import Ask
from tests.factories import (
    later,
    make_customer,
    make_one_of_each,
    make_project,
    save,
    save_subscription,
)

CANCEL = """
mutation Cancel($input: CancelSubscriptionInput!) {
  cancelSubscription(input: $input) { subscription { id } userErrors { code message field } }
}
"""

RESUME = """
mutation Resume($input: ResumeSubscriptionInput!) {
  resumeSubscription(input: $input) { subscription { id } userErrors { code message field } }
}
"""


async def everything(database: Database) -> list[dict[str, Any]]:
    tables: list[type[SQLModel]] = [Subscription, Event, IdempotencyRecord]
    async with database.sessions() as session:
        return [row.model_dump() for table in tables for row in (await session.exec(select(table))).all()]


def user_error(code: str, message: str, field: list[str] | None) -> dict[str, Any]:
    return {"subscription": None, "userErrors": [{"code": code, "message": message, "field": field}]}


NOT_FOUND = user_error("SUBSCRIPTION_NOT_FOUND", "No subscription has this id.", ["input", "subscriptionId"])
IN_CANCEL_AT = ["input", "cancelAt"]


@pytest.mark.parametrize(
    ("fields", "code", "message", "field"),
    [
        ({"timing": "ON_DATE"}, "INVALID_CANCEL_AT", "Timing ON_DATE needs cancelAt.", IN_CANCEL_AT),
        (
            {"timing": "ON_DATE", "cancelAt": None},
            "INVALID_CANCEL_AT",
            "Timing ON_DATE needs cancelAt.",
            IN_CANCEL_AT,
        ),
        (
            {"timing": "ON_DATE", "cancelAt": "2026-11-22T12:00:00Z"},
            "INVALID_CANCEL_AT",
            "The date is not in the future.",
            IN_CANCEL_AT,
        ),
        (
            {"timing": "ON_DATE", "cancelAt": "2031-11-22T12:00:00.000001Z"},
            "INVALID_CANCEL_AT",
            "The date is more than 5 years away.",
            IN_CANCEL_AT,
        ),
        (
            {"timing": "ON_DATE", "cancelAt": "0001-01-01T00:00:00+14:00"},
            "INVALID_CANCEL_AT",
            "The date is not in the future.",
            IN_CANCEL_AT,
        ),
        (
            {"timing": "ON_DATE", "cancelAt": "9999-12-31T23:59:59-14:00"},
            "INVALID_CANCEL_AT",
            "The date is more than 5 years away.",
            IN_CANCEL_AT,
        ),
        (
            {"cancelAt": "2026-12-22T12:00:00Z"},
            "INVALID_CANCEL_AT",
            "cancelAt goes with timing ON_DATE only.",
            IN_CANCEL_AT,
        ),
        (
            {"timing": "AT_PERIOD_END", "cancelAt": "2026-12-12T12:00:00Z"},
            "INVALID_CANCEL_AT",
            "cancelAt goes with timing ON_DATE only.",
            IN_CANCEL_AT,
        ),
        (
            {"comment": "🙂" * 1001},
            "COMMENT_TOO_LONG",
            "The comment is longer than 1,000 characters.",
            ["input", "comment"],
        ),
    ],
)
async def test_a_bad_input_is_said_and_changes_nothing(
    database: Database, ask: Ask, fields: dict[str, Any], code: str, message: str, field: list[str]
) -> None:
    await save_subscription(database)
    before = await everything(database)

    answer = await ask(CANCEL, {"input": {"subscriptionId": "sub_1_1", **fields}})

    assert answer == {"data": {"cancelSubscription": user_error(code, message, field)}}
    assert await everything(database) == before


@pytest.mark.parametrize(
    ("stored", "fields", "code", "field"),
    [
        ({"current_period_end": later(0)}, {"timing": "AT_PERIOD_END"}, "INVALID_CANCEL_AT", IN_CANCEL_AT),
        ({"status": SubscriptionStatus.INCOMPLETE_EXPIRED}, {}, "ALREADY_ENDED", None),
    ],
)
async def test_what_its_state_does_not_allow_is_said_and_changes_nothing(
    database: Database, ask: Ask, stored: dict[str, Any], fields: dict[str, str], code: str, field: list[str] | None
) -> None:
    await save_subscription(database, **stored)
    before = await everything(database)

    answer = await ask(CANCEL, {"input": {"subscriptionId": "sub_1_1", **fields}})

    [error] = answer["data"]["cancelSubscription"]["userErrors"]
    assert (error["code"], error["field"]) == (code, field)
    assert await everything(database) == before


@pytest.mark.parametrize(
    ("stored", "code"),
    [
        ({}, "NOT_SCHEDULED_TO_CANCEL"),
        ({"status": SubscriptionStatus.CANCELED, "canceled_at": later(-1)}, "ALREADY_ENDED"),
        ({"status": SubscriptionStatus.INCOMPLETE_EXPIRED}, "ALREADY_ENDED"),
        ({"cancel_at": later(0)}, "ALREADY_ENDED"),
    ],
)
async def test_what_cannot_be_resumed_is_said_and_changes_nothing(
    database: Database, ask: Ask, stored: dict[str, Any], code: str
) -> None:
    await save_subscription(database, **stored)
    before = await everything(database)

    answer = await ask(RESUME, {"input": {"subscriptionId": "sub_1_1"}})

    [error] = answer["data"]["resumeSubscription"]["userErrors"]
    assert (error["code"], error["field"]) == (code, None)
    assert await everything(database) == before


@pytest.mark.parametrize("mutation", [CANCEL, RESUME])
@pytest.mark.parametrize("subscription_id", ["sub_1_1", "sub_unknown"])
@pytest.mark.parametrize("key", [None, "key-1"])
async def test_a_viewer_is_forbidden_to_change_anything(
    database: Database, ask: Ask, mutation: str, subscription_id: str, key: str | None
) -> None:
    await save_subscription(database, cancel_at=later(2))
    before = await everything(database)

    answer = await ask(mutation, {"input": {"subscriptionId": subscription_id}}, key=key, role=Role.VIEWER)

    assert answer["data"] is None
    [error] = answer["errors"]
    assert (error["message"], error["extensions"]) == ("This needs the operator role.", {"code": "FORBIDDEN"})
    assert await everything(database) == before


@pytest.mark.parametrize("mutation", [CANCEL, RESUME])
@pytest.mark.parametrize(
    "subscription_id", ["sub_unknown", "", " sub_1_1", "SUB_1_1", "cus_1", "sub_1_%", "' OR 1=1 --", "s" * 100_000]
)
async def test_an_unknown_id_is_not_found(database: Database, ask: Ask, mutation: str, subscription_id: str) -> None:
    await save_subscription(database, cancel_at=later(2))
    before = await everything(database)

    answer = await ask(mutation, {"input": {"subscriptionId": subscription_id}})

    assert list(answer["data"].values()) == [NOT_FOUND]
    assert await everything(database) == before


@pytest.mark.parametrize("mutation", [CANCEL, RESUME])
@pytest.mark.parametrize("viewer", [{"project_id": "prj_2"}, {"live_mode": False}, {"customer_id": "cus_2"}])
async def test_a_foreign_subscription_is_not_found(
    database: Database, ask: Ask, mutation: str, viewer: dict[str, Any]
) -> None:
    await save_subscription(database, cancel_at=later(2))
    await save(database, make_project(id="prj_2", name="Southwind"), make_customer(2))
    before = await everything(database)

    answer = await ask(mutation, {"input": {"subscriptionId": "sub_1_1"}}, **viewer)

    assert list(answer["data"].values()) == [NOT_FOUND]
    assert await everything(database) == before


@pytest.mark.parametrize("viewer", [{"project_id": "prj_2"}, {"live_mode": False}])
async def test_the_same_id_elsewhere_is_another_subscription(
    database: Database, ask: Ask, viewer: dict[str, Any]
) -> None:
    await save_subscription(database)
    await save(database, make_project(id="prj_2", name="Southwind"))
    where = {"project_id": "prj_1", "live_mode": True} | viewer
    for row in make_one_of_each(1, **where):
        await save(database, row)

    await ask(CANCEL, {"input": {"subscriptionId": "sub_1_1"}}, **viewer)

    rows = await everything(database)
    status = {(row["project_id"], row["live_mode"]): row["status"] for row in rows if "status" in row}
    assert status == {
        ("prj_1", True): SubscriptionStatus.ACTIVE,
        (where["project_id"], where["live_mode"]): SubscriptionStatus.CANCELED,
    }
    [event] = [row for row in rows if "changes" in row]
    assert (event["project_id"], event["live_mode"]) == (where["project_id"], where["live_mode"])


@pytest.mark.parametrize("mutation", [CANCEL, RESUME])
@pytest.mark.parametrize("character", ["\0", "\ud83d"])
@pytest.mark.parametrize("field", ["subscriptionId", "idempotencyKey", "comment"])
async def test_text_that_cannot_be_stored_is_refused_on_both_databases(
    database: Database, ask: Ask, mutation: str, character: str, field: str
) -> None:
    await save_subscription(database, cancel_at=later(2))
    before = await everything(database)
    given = {"subscriptionId": "sub_1_1", field: f"sub_1_1{character}"}

    answer = await ask(mutation, {"input": given})

    assert [error["extensions"] for error in answer["errors"]] == [{"code": "BAD_USER_INPUT"}]
    assert answer.get("data") is None
    assert await everything(database) == before


@pytest.mark.parametrize("character", ["\0", "\ud83d"])
async def test_a_key_of_the_header_that_cannot_be_stored_is_refused(
    database: Database, ask: Ask, character: str
) -> None:
    await save_subscription(database)
    before = await everything(database)

    answer = await ask(CANCEL, {"input": {"subscriptionId": "sub_1_1"}}, key=f"a{character}")

    assert [error["extensions"] for error in answer["errors"]] == [{"code": "BAD_USER_INPUT"}]
    assert await everything(database) == before


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("cancelAt", "tomorrow"),
        ("cancelAt", "2026-12-12"),
        ("cancelAt", "2026-12-12T12:00:00"),
        ("cancelAt", "0000-01-01T00:00:00Z"),
        ("cancelAt", "2027-02-29T00:00:00Z"),
        ("cancelAt", 1797076800),
        ("timing", "NEVER"),
        ("timing", None),
        ("reason", "because"),
        ("subscriptionId", None),
        ("subscriptionId", ["sub_1_1"]),
        ("comment", {}),
        ("surprise", 1),
    ],
)
async def test_a_value_of_the_wrong_kind_is_refused_before_anything_runs(
    database: Database, ask: Ask, field: str, value: Any
) -> None:
    await save_subscription(database)
    before = await everything(database)

    answer = await ask(CANCEL, {"input": {"subscriptionId": "sub_1_1", field: value}})

    assert [error["extensions"] for error in answer["errors"]] == [{"code": "BAD_USER_INPUT"}]
    assert "data" not in answer
    assert await everything(database) == before
