"""What the caches of clients rely on: ids wherever there is an identity, when nodes changed, new entries of lists."""

import re
from typing import Any

import pytest

from storage.database import Database
from tests.asking import Ask
from tests.conftest import QueryLog
from tests.factories import (
    later,
    make_customer,
    make_item,
    make_one_of_each,
    make_plan,
    make_project,
    make_subscription,
    save,
    save_subscription,
)

ENTRY = "id at kind summary actor reason subject { id }"
LISTED = f'{{ customer(id: "cus_1") {{ activity {{ edges {{ cursor node {{ {ENTRY} }} }} }} }} }}'
CANCEL = f"""
mutation Cancel($input: CancelSubscriptionInput!) {{
  cancelSubscription(input: $input) {{ subscription {{ updatedAt }} activity {{ cursor node {{ {ENTRY} }} }} }}
}}
"""
RESUME = f"""
mutation {{ resumeSubscription(input: {{subscriptionId: "sub_1_1"}}) {{ activity {{ cursor node {{ {ENTRY} }} }} }} }}
"""
NODES = """
{ customer(id: "cus_1") {
    updatedAt
    totals { id currency }
    paymentIntents { nodes { updatedAt createdAt refunds { nodes { updatedAt } } disputes { updatedAt } } }
    subscriptions { nodes { id updatedAt createdAt } }
    invoices { nodes { updatedAt createdAt } }
    paymentMethods { nodes { updatedAt createdAt } }
    creditNotes { nodes { updatedAt issuedAt } }
} }
"""


def cancel(**fields: Any) -> dict[str, Any]:
    return {"input": {"subscriptionId": "sub_1_1", **fields}}


async def first_listed(ask: Ask) -> dict[str, Any]:
    edges: list[dict[str, Any]] = (await ask(LISTED))["data"]["customer"]["activity"]["edges"]
    return edges[0]


async def test_a_change_returns_the_new_entry_as_the_list_has_it(database: Database, ask: Ask) -> None:
    await save_subscription(database)

    scheduled = await ask(CANCEL, cancel(timing="AT_PERIOD_END", reason="UNUSED", comment="Moved"))
    assert scheduled["data"]["cancelSubscription"]["activity"] == await first_listed(ask)
    resumed = await ask(RESUME)
    assert resumed["data"]["resumeSubscription"]["activity"] == await first_listed(ask)
    canceled = await ask(CANCEL, cancel())
    assert canceled["data"]["cancelSubscription"]["activity"] == await first_listed(ask)

    assert canceled["data"]["cancelSubscription"]["activity"]["node"]["kind"] == "SUBSCRIPTION_CANCELED"


async def test_without_a_change_there_is_no_new_entry(database: Database, ask: Ask) -> None:
    await save_subscription(database)
    await ask(CANCEL, cancel())

    again = await ask(CANCEL, cancel())
    refused = await ask(CANCEL, cancel(subscriptionId="sub_of_nobody"))

    assert again["data"]["cancelSubscription"]["activity"] is None
    assert refused["data"]["cancelSubscription"] == {"subscription": None, "activity": None}


async def test_an_answer_that_is_given_again_has_its_entry(database: Database, ask: Ask) -> None:
    await save_subscription(database)

    first, again = [await ask(CANCEL, cancel(idempotencyKey="k")) for _ in range(2)]

    assert first == again
    assert first["data"]["cancelSubscription"]["activity"]["node"]["subject"] == {"id": "sub_1_1"}


async def test_the_entry_and_its_subject_cost_a_statement_each(database: Database, ask: Ask, queries: QueryLog) -> None:
    await save_subscription(database)
    second = make_subscription(make_customer(), 2)
    await save(database, second, make_item(second, make_plan()))
    counts = []

    for query, subscription_id in ((CANCEL, "sub_1_1"), (re.sub(r"activity .*", "}", CANCEL), "sub_1_2")):
        queries.clear()
        await ask(query, cancel(subscriptionId=subscription_id))
        counts.append(len(queries))

    assert counts[0] == counts[1] + 2


async def test_every_node_says_when_it_changed(database: Database, ask: Ask) -> None:
    await save(database, make_project(), *make_one_of_each())

    customer = (await ask(NODES))["data"]["customer"]

    assert customer["totals"] == [{"id": "totals_cus_1_GBP", "currency": "GBP"}]
    for name in ("paymentIntents", "subscriptions", "invoices", "paymentMethods"):
        for node in customer[name]["nodes"]:
            assert node["updatedAt"] >= node["createdAt"], name


async def test_a_subscription_changed_when_it_was_cancelled_here_or_ended_by_itself(
    database: Database, ask: Ask
) -> None:
    await save_subscription(database)
    read = '{ subscription(id: "sub_1_1") { updatedAt status } }'

    await ask(CANCEL, cancel(timing="AT_PERIOD_END"))
    scheduled = (await ask(read))["data"]["subscription"]
    ended = (await ask(read, now=later(30)))["data"]["subscription"]

    assert (scheduled["updatedAt"][:19], scheduled["status"]) == ("2026-11-22T12:00:00", "ACTIVE")
    assert (ended["updatedAt"], ended["status"]) == ("2026-12-12T12:00:00Z", "CANCELED")


@pytest.mark.one_database
async def test_a_viewer_keeps_its_id(ask: Ask) -> None:
    query = "{ viewer { id } }"

    first, again, customers = [await ask(query), await ask(query, now=later(1)), await ask(query, customer_id="cus_1")]

    assert first == again
    assert customers["data"]["viewer"]["id"] == "viewer_cus_1"
    assert first != customers
