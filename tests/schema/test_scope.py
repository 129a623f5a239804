"""Objects of another project or mode look exactly like objects that do not exist."""

from typing import Any

import pytest

from storage.database import Database
from tests.asking import Ask
from tests.factories import make_one_of_each, make_project, save

SCOPES: list[dict[str, Any]] = [
    {"project_id": "prj_1", "live_mode": True},
    {"project_id": "prj_1", "live_mode": False},
    {"project_id": "prj_2", "live_mode": True},
    {"project_id": "prj_2", "live_mode": False},
]

FRAGMENTS = {
    "...C": """fragment C on Customer {
      id name delinquent totals { paid { amountMinor } }
      paymentIntents { nodes { id description invoice { id number } } totalCount }
      subscriptions { nodes { id plan { name } invoices { nodes { number } } } totalCount }
      invoices { nodes { id number lines { nodes { description } } subscription { id plan { name } } } totalCount }
      activity { nodes { subject { ... on PaymentIntent { description } ... on Invoice { number } } } totalCount }
    }""",
    "...P": "fragment P on PaymentIntent { id description payer: customer { name } invoice { number } }",
    "...S": "fragment S on BillingSubscription { id plan { name } customer { name } invoices { nodes { number } } }",
    "...I": """fragment I on Invoice {
      id number customer { name } subscription { plan { name } } lines { nodes { description } }
    }""",
}

ROOTS = {
    "customer": ("{ it: customer(id: $id) { ...C } }", "cus_1"),
    "paymentIntent": ("{ it: paymentIntent(id: $id) { ...P } }", "pi_1_1"),
    "subscription": ("{ it: subscription(id: $id) { ...S } }", "sub_1_1"),
    "invoice": ("{ it: invoice(id: $id) { ...I } }", "in_1_1"),
    "node of a customer": ("{ it: node(id: $id) { id ...C } }", "cus_1"),
    "node of a payment": ("{ it: node(id: $id) { id ...P } }", "pi_1_1"),
    "node of a subscription": ("{ it: node(id: $id) { id ...S } }", "sub_1_1"),
    "node of an invoice": ("{ it: node(id: $id) { id ...I } }", "in_1_1"),
    "nodes": ("{ it: nodes(ids: [$id]) { id ...C ...P ...S ...I } }", "cus_1"),
    "customers by id": ("{ it: customers(first: 10, search: $id) { nodes { ...C } totalCount } }", "cus_1"),
    "customers by number": ("{ it: customers(first: 10, search: $id) { nodes { ...C } totalCount } }", "N-1"),
}


def document(root: str) -> str:
    selection = ROOTS[root][0]
    kind = "String" if "search" in selection else "ID"
    used = [fragment for spread, fragment in FRAGMENTS.items() if spread in selection]
    return "\n".join([f"query Q($id: {kind}!) {selection}", *used])


def named(where: dict[str, Any], text: str) -> str:
    return f"{text} of {where['project_id']} {'live' if where['live_mode'] else 'test'}"


async def add_the_same_ids(database: Database, *scopes: dict[str, Any]) -> None:
    """One object of each kind in each scope; their texts name the scope."""
    await save(database, make_project(), make_project(id="prj_2", name="Other"))
    for where in scopes:
        customer, product, plan, subscription, item, invoice, line, payment = make_one_of_each(1, **where)
        customer.name, plan.name = named(where, "Customer"), named(where, "Plan")
        invoice.number, line.description = named(where, "Number"), named(where, "Line")
        payment.description = named(where, "Payment")
        await save(database, customer, product, plan, subscription, item, invoice, line, payment)


@pytest.mark.parametrize("root", ROOTS)
async def test_the_same_id_in_two_projects_and_both_modes_is_four_objects(
    database: Database, ask: Ask, root: str
) -> None:
    await add_the_same_ids(database, *SCOPES)

    for where in SCOPES:
        wanted = named(where, "Number") if root == "customers by number" else ROOTS[root][1]
        answer = await ask(document(root), {"id": wanted}, **where)

        assert "errors" not in answer
        owners = {text.partition("of ")[2] for text in texts_in(answer) if "of " in text}
        assert owners == {named(where, "").removeprefix(" of ")}


@pytest.mark.parametrize("root", ROOTS)
async def test_what_is_someone_elses_is_answered_like_what_is_unknown(database: Database, ask: Ask, root: str) -> None:
    await add_the_same_ids(database, SCOPES[0])
    foreign = named(SCOPES[0], "Number") if root == "customers by number" else ROOTS[root][1]

    for where in SCOPES[1:]:
        of_others = await ask(document(root), {"id": foreign}, **where)
        of_nobody = await ask(document(root), {"id": f"{foreign}X"}, **where)

        assert of_others == of_nobody
        assert list(texts_in(of_others)) == []
        assert "errors" not in of_others


async def test_the_list_and_the_viewer_are_of_the_scope(database: Database, ask: Ask) -> None:
    await add_the_same_ids(database, *SCOPES)
    query = "{ viewer { project { id } liveMode } customers { nodes { name } totalCount } }"

    answers = [await ask(query, **where) for where in SCOPES]

    assert [answer["data"] for answer in answers] == [
        {
            "viewer": {"project": {"id": where["project_id"]}, "liveMode": where["live_mode"]},
            "customers": {"nodes": [{"name": named(where, "Customer")}], "totalCount": 1},
        }
        for where in SCOPES
    ]


async def test_a_project_tells_the_zone_of_its_days(database: Database, ask: Ask) -> None:
    answer = await ask("{ viewer { project { timeZone } } }", time_zone="Europe/London")

    assert answer["data"] == {"viewer": {"project": {"timeZone": "Europe/London"}}}


@pytest.mark.parametrize("search", ["cus_1", "Number of prj_1 live", "customer1@example.com", "Customer"])
async def test_the_list_of_a_scope_without_data_is_empty(database: Database, ask: Ask, search: str) -> None:
    await add_the_same_ids(database, *SCOPES[:3])
    query = (
        "query Q($s: String) { all: customers { totalCount } some: customers(search: $s) { nodes { id } totalCount } }"
    )

    answer = await ask(query, {"s": search}, **SCOPES[3])

    assert answer == {"data": {"all": {"totalCount": 0}, "some": {"nodes": [], "totalCount": 0}}}


def texts_in(value: Any) -> Any:
    if isinstance(value, dict):
        for inner in value.values():
            yield from texts_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts_in(inner)
    elif isinstance(value, str):
        yield value
