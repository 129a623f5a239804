"""What the line of a request tells of its operation, its statements and its end."""

import asyncio
from collections import Counter
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from dirty_equals import IsInt, IsPartialDict

from models.access.project import Project
from models.access.viewer import Role
from storage.database import Database
from storage.request_notes import noted
from storage.statement_count import begin_statement_count, count_statement
from tests.app.conftest import AddKey
from tests.factories import make_customer, make_one_of_each, save
from tests.queries import CUSTOMER_LIST, CUSTOMER_PAGE

LogLines = Callable[[], list[dict[str, Any]]]
Ask = Callable[..., Any]

CANCEL = """
mutation Stop($input: CancelSubscriptionInput!) {
  cancelSubscription(input: $input) { subscription { status } userErrors { code } }
}
"""


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[str | None]:
    """The id of the request that each statement ran for."""
    ids: list[str | None] = []

    def note(sql: str) -> None:
        ids.append(noted().get("request_id"))
        count_statement(sql)

    monkeypatch.setattr("app.tracing.watching.count_statement", note)
    return ids


@pytest.fixture
async def ask(client: httpx.AsyncClient, database: Database, project: Project, add_key: AddKey) -> Ask:
    """`await ask(query, **more)`: a question of an operator's about one customer with a bit of everything."""
    await save(database, *make_one_of_each())
    headers = {"Authorization": f"Bearer {(await add_key(role=Role.OPERATOR)).secret}"}
    return lambda query, **more: client.post("/graphql", json={"query": query, **more}, headers=headers)


def requests_of(log_lines: LogLines) -> list[dict[str, Any]]:
    return [line for line in log_lines() if line["event"] == "request"]


async def test_the_line_tells_the_operation_its_statements_and_that_it_went_well(ask: Ask, log_lines: LogLines) -> None:
    await ask("query Who { viewer { name } }")
    await ask("{ viewer { name } }")
    await ask(CANCEL, variables={"input": {"subscriptionId": "sub_1_1"}})

    named, anonymous, change = requests_of(log_lines)
    assert named == IsPartialDict(operation="Who", operation_type="query", statements=1, outcome="ok")
    # The key is known by then.
    assert anonymous == IsPartialDict(operation_type="query", statements=0, outcome="ok")
    assert "operation" not in anonymous
    assert change == IsPartialDict(operation="Stop", operation_type="mutation", statements=IsInt(ge=3), outcome="ok")


async def test_a_document_that_is_not_executed_has_the_name_its_client_says_and_no_type(
    ask: Ask, log_lines: LogLines
) -> None:
    await ask("query Who { viewer {", operationName="Who")
    await ask("query Who { nobody }", operationName="Who")

    broken, invalid = requests_of(log_lines)
    assert broken == IsPartialDict(operation="Who", outcome="GRAPHQL_PARSE_FAILED")
    assert invalid == IsPartialDict(operation="Who", outcome="GRAPHQL_VALIDATION_FAILED")
    assert "operation_type" not in broken | invalid


@pytest.mark.parametrize("name", ["ada@post.example", "a b", "1st", "", "Ä", "a\n", "-"])
async def test_what_is_no_graphql_name_is_not_logged(name: str, ask: Ask, log_lines: LogLines) -> None:
    await ask("query Who { viewer { name } }", operationName=name)

    assert requests_of(log_lines)[0].get("operation") in ("Who", None)


async def test_a_long_name_is_cut_and_one_that_looks_like_a_key_is_redacted(ask: Ask, log_lines: LogLines) -> None:
    await ask(f"query {'x' * 500} {{ viewer {{ name }} }}")
    await ask("query sk_live_abcdefghij { viewer { name } }")

    long, secret = requests_of(log_lines)
    assert long["operation"] == "x" * 64
    assert secret["operation"] == "sk_live_…"


async def test_a_refusal_shows_by_its_code(client: httpx.AsyncClient, ask: Ask, log_lines: LogLines) -> None:
    await client.post("/graphql", json={"query": "{ viewer { name } }"})
    await ask("{ customers(first: -1) { nodes { id } } }")
    await client.get("/invoices/in_1.pdf?token=wrong")
    await client.get("/nowhere")

    anonymous, input_, link, nowhere = requests_of(log_lines)
    assert anonymous == IsPartialDict(outcome="UNAUTHENTICATED", statements=0)
    assert input_ == IsPartialDict(outcome="BAD_USER_INPUT", operation_type="query")
    assert link == IsPartialDict(outcome="FORBIDDEN", status=403)
    assert nowhere["outcome"] in ("errors", "BAD_USER_INPUT")


async def test_statements_are_counted_exactly_while_other_requests_run(
    heard: list[str | None], ask: Ask, log_lines: LogLines
) -> None:
    asked = (
        (CUSTOMER_PAGE, {"id": "cus_1"}),
        (CUSTOMER_LIST, {"first": 10}),
        ('query Who { customer(id: "cus_1") { name } }', {}),
        (CANCEL, {"input": {"subscriptionId": "sub_unknown"}}),
    )
    await ask("{ viewer { name } }")
    heard.clear()

    await asyncio.gather(*(ask(query, variables=variables) for query, variables in asked * 15))

    _, *lines = requests_of(log_lines)
    assert {line["outcome"] for line in lines} == {"ok"}
    ran = Counter(request_id for request_id in heard if request_id)
    assert {line["request_id"]: line["statements"] for line in lines} == ran
    assert len(ran) == 60
    assert [line["statements"] for line in lines if line["operation"] == "Who"] == [1] * 15


async def test_a_count_is_what_the_database_ran(database: Database, ask: Ask) -> None:
    heard: list[str] = []
    database.observers += [heard.append, count_statement]

    count = begin_statement_count()
    async with database.sessions() as session:
        customer = await asyncio.create_task(session.get_one(type(make_customer()), ("prj_1", True, "cus_1")))
        customer.name = "Grace"
        session.add(customer)
        await session.commit()

    assert count.total == len(heard) >= 2


async def test_the_line_tells_what_the_client_calls_itself(
    client: httpx.AsyncClient, add_key: AddKey, log_lines: LogLines
) -> None:
    key = {"Authorization": f"Bearer {(await add_key()).secret}"}
    names = [("shop-web", "2.1.0"), ("ada@example.com", "1"), ("x" * 65, "1"), ("shop-ios", "")]
    for name, version in names:
        headers = {"apollographql-client-name": name, "apollographql-client-version": version, **key}
        await client.post("/graphql", json={"query": "{ __typename }"}, headers=headers)

    told = [(line.get("client"), line.get("client_version")) for line in requests_of(log_lines)]

    assert told == [("shop-web", "2.1.0"), ("…@…", "1"), (None, None), ("shop-ios", None)]
