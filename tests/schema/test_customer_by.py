"""customerBy: the one customer who has something, and the filter by metadata."""

from typing import Any

import pytest

from storage.database import Database
from tests.asking import Ask
from tests.conftest import QueryLog
from tests.factories import make_customer, make_invoice, make_payment, make_project, make_subscription, save

BY = "query By($by: CustomerKey!) { customerBy(by: $by) { id name } }"
FILTER = """query F($with: [MetadataEntryInput!], $for: String) {
  customers(search: $for, filter: {metadata: $with}) { nodes { id } totalCount }
}"""


async def add_three(database: Database) -> None:
    one, other, third = (make_customer(number) for number in (1, 2, 3))
    one.extra, other.extra, third.extra = (
        {"crm": "A-1", "tier": "gold"},
        {"crm": "A-2", "tier": "gold"},
        {"tier": "Gold"},
    )
    other.email = third.email = "Shared@Example.com"
    invoices = [
        make_invoice(one, 1, number="INV-0001"),
        make_invoice(other, 1, number="B-2"),
        make_invoice(third, 1, number="b2"),
    ]
    await save(
        database,
        make_project(),
        one,
        other,
        third,
        invoices,
        make_payment(one, 1),
        make_payment(None),
        make_subscription(other),
    )


FOUND: list[tuple[dict[str, Any], str | None]] = [
    ({"id": "cus_1"}, "cus_1"),
    ({"id": "cus_9"}, None),
    ({"email": "CUSTOMER1@example.com"}, "cus_1"),
    ({"email": "customer1@example"}, None),
    ({"metadata": {"key": "crm", "value": "A-2"}}, "cus_2"),
    ({"metadata": {"key": "crm", "value": "a-2"}}, None),
    ({"metadata": {"key": "tier", "value": "Gold"}}, "cus_3"),
    ({"invoiceNumber": "inv-0001"}, "cus_1"),
    ({"invoiceNumber": "inv-000"}, None),
    ({"invoiceNumber": "!"}, None),
    ({"paymentIntentId": "pi_1_1"}, "cus_1"),
    ({"paymentIntentId": "cus_1"}, None),
    ({"subscriptionId": "sub_2_1"}, "cus_2"),
]


async def test_a_customer_is_found_by_what_it_alone_has(database: Database, ask: Ask) -> None:
    await add_three(database)

    found = [(await ask(BY, {"by": by}))["data"]["customerBy"] for by, _ in FOUND]

    assert [each and each["id"] for each in found] == [expected for _, expected in FOUND]


@pytest.mark.parametrize(
    ("by", "named"),
    [
        ({"email": "shared@example.com"}, "e-mail address"),
        ({"metadata": {"key": "tier", "value": "gold"}}, "value of metadata"),
        ({"invoiceNumber": "B-2"}, "invoice number"),
    ],
)
async def test_what_several_have_is_an_error_with_their_number(
    database: Database, ask: Ask, by: dict[str, Any], named: str
) -> None:
    await add_three(database)

    answer = await ask(BY, {"by": by})

    [error] = answer["errors"]
    assert answer["data"] == {"customerBy": None}
    assert error["message"] == f"2 customers have this {named}: it does not tell which one is meant."
    assert error["extensions"] == {"code": "BAD_USER_INPUT"}


NOT_ONE = {"{}": {}, '{id: "cus_1", email: "x"}': {"id": "cus_1", "email": "x"}, "{id: null}": {"id": None}}


@pytest.mark.one_database
@pytest.mark.parametrize("literal", NOT_ONE)
async def test_a_key_is_exactly_one(ask: Ask, literal: str) -> None:
    given = await ask(BY, {"by": NOT_ONE[literal]})
    written = await ask(f"{{ customerBy(by: {literal}) {{ id }} }}")

    for answer, code, column in ((given, "BAD_USER_INPUT", 10), (written, "GRAPHQL_VALIDATION_FAILED", 18)):
        assert list(answer) == ["errors"]
        [error] = answer["errors"]
        assert error["locations"] == [{"line": 1, "column": column}]
        assert error["extensions"] == {"code": code}
        assert "exactly one field must be specified" in error["message"]


async def test_a_lookup_is_two_statements(database: Database, ask: Ask, queries: QueryLog) -> None:
    await add_three(database)
    queries.clear()

    await ask(BY, {"by": {"email": "customer1@example.com"}})

    assert len(queries) == 2


async def test_a_filter_by_metadata_finds_who_has_all_of_it(database: Database, ask: Ask) -> None:
    await add_three(database)

    async def find(*entries: tuple[str, str], text: str | None = None) -> list[str]:
        listed = [{"key": key, "value": value} for key, value in entries]
        found = (await ask(FILTER, {"with": listed, "for": text}))["data"]["customers"]
        assert found["totalCount"] == len(found["nodes"])
        return [node["id"] for node in found["nodes"]]

    assert await find() == ["cus_1", "cus_2", "cus_3"]
    assert await find(("tier", "gold")) == ["cus_1", "cus_2"]
    assert await find(("tier", "gold"), ("crm", "A-2")) == ["cus_2"]
    assert await find(("tier", "gold"), ("tier", "gold")) == ["cus_1", "cus_2"]
    assert await find(("crm", "A-1"), ("crm", "A-2")) == []
    assert await find(("tier", "gold"), text="customer 2") == ["cus_2"]
