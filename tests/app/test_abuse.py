"""Abusive and malformed requests through the whole application: each is answered in a moment and none does harm."""

import json
import time
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from app.settings import Settings
from models.access.viewer import Role
from models.billing.subscription import Subscription, SubscriptionStatus
from storage.database import Database
from tests.app.conftest import AddKey
from tests.factories import make_customer, make_one_of_each, save

SECONDS = 0.5

CANCEL = 'cancelSubscription(input: {subscriptionId: "sub_1_1"}) { subscription { status } userErrors { code } }'


@dataclass(frozen=True)
class Abuse:
    """One request: `answered` tells that it may be executed, for it does no harm."""

    name: str
    content: bytes = b""
    content_type: str = "application/json"
    method: str = "POST"
    headers: dict[str, str] = field(default_factory=dict)
    parameters: dict[str, str] | None = None
    answered: bool = False


def posted(name: str, query: Any, variables: Any = None, *, answered: bool = False, **more: Any) -> Abuse:
    body = {"query": query, **more} if variables is None else {"query": query, "variables": variables, **more}
    return Abuse(name, json.dumps(body).encode(), answered=answered)


def raw(name: str, content: bytes, content_type: str = "application/json", **more: Any) -> Abuse:
    return Abuse(name, content, content_type, **more)


def in_customer(selection: str) -> str:
    return f'{{ customer(id: "cus_1") {{ {selection} }} }}'


def cyclic(rounds: int) -> str:
    return in_customer("invoices { nodes { customer { " * rounds + "id" + " } } }" * rounds)


def bomb(count: int, on: str, last: str) -> str:
    links = "".join(f"fragment F{n} on {on} {{ ...F{n + 1} ...F{n + 1} }} " for n in range(count))
    return f"{links} fragment F{count} on {on} {{ {last} }}"


def numbered(count: int, text: str) -> str:
    return " ".join(text.replace("#", str(number)) for number in range(count))


DOCUMENTS = [
    posted("aliases of a root field", "{ " + numbered(300, "a#: viewer { name }") + " }"),
    posted("aliases of a field", in_customer(numbered(600, "a#: id"))),
    posted("aliases of a list", in_customer(numbered(60, "a#: invoices(first: 100) { nodes { id } }"))),
    posted("aliases in fragments", bomb(20, "Query", "a: __typename") + " { ...F0 }"),
    posted("aliases of a mutation", "mutation { " + numbered(100, f"a#: {CANCEL}") + " }"),
    posted("six mutations", "mutation { " + numbered(6, f"a#: {CANCEL}") + " }"),
    posted("six mutations in operations", numbered(6, f"mutation M# {{ {CANCEL} }}"), operationName="M1"),
    posted("a mutation by fragments", "mutation { " + "...F " * 6 + f"}} fragment F on Mutation {{ {CANCEL} }}"),
    posted("directives", in_customer("id" + " @include(if: true)" * 200)),
    posted("unknown directives", in_customer("id" + " @a" * 900)),
    posted("directives on an operation", "query Q" + " @a" * 900 + " { viewer { name } }"),
    posted("a root field again and again", "{ " + "viewer { name } " * 450 + "}"),
    posted("a field again and again", in_customer("id " * 1_900)),
    posted("a list again and again", in_customer("invoices { nodes { id } } " * 240)),
    posted("overlapping fields", in_customer(numbered(90, "invoices(first: #) { nodes { id } }"))),
    posted("overlapping depths", in_customer("invoices { nodes { customer { invoices { nodes { id } } } } } " * 120)),
    posted(
        "overlapping fragments",
        in_customer(numbered(110, "...F#")) + numbered(110, "fragment F# on Customer { invoices { nodes { id } } }"),
    ),
    posted("conflicting fields", in_customer("a: id a: name " * 15)),
    posted("cyclic nesting", cyclic(40)),
    posted("cyclic nesting, less deep", cyclic(5)),
    posted(
        "cyclic nesting within the depth",
        in_customer(
            "invoices(first: 100) { nodes { customer { invoices(first: "
            "100) { nodes { customer { invoices(first: 100) { totalCount } } } } } } }"
        ),
    ),
    posted("nesting beyond the parser", "{ a" * 3_000),
    posted("inline fragments", "{ " + "... { " * 150 + "viewer { name }" + " }" * 151),
    posted("a fragment of itself", "{ ...F } fragment F on Query { ...F }"),
    posted("a cycle of fragments", "{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }"),
    posted(
        "a cycle below a field",
        in_customer("...A") + "fragment A on Customer { invoices { nodes { customer { ...A } } } }",
    ),
    posted("a fragment bomb", "{ ...F0 } " + bomb(100, "Query", "viewer { name }")),
    posted("a short fragment bomb", "{ ...F0 } " + bomb(15, "Query", "viewer { name }")),
    posted(
        "a fragment bomb of lists", "{ ...F0 } " + numbered(30, "fragment F# on Query { customers { totalCount } }")
    ),
    posted("an unused bomb", "{ viewer { name } } " + bomb(100, "Query", "viewer { name }")),
    posted(
        "a chain of fragments", "{ ...F0 } " + bomb(150, "Query", "viewer { name }").replace("...F1 ...F1", "...F1")
    ),
    posted(
        "operations that share a fragment",
        numbered(250, "query Q# { ...F }") + "fragment F on Query { " + "viewer { name } " * 10 + "}",
        operationName="Q1",
    ),
    posted("variables", "query Q(" + numbered(480, "$v#: Int") + ") { viewer { name } }"),
    posted("one variable again and again", "query Q(" + "$v: Int " * 480 + ") { viewer { name } }"),
    posted("arguments", "{ customers(" + "first: 1 " * 600 + ") { totalCount } }"),
    posted("unknown fields", in_customer(numbered(1_800, "x#"))),
    posted("comments", "#\n" * 7_000 + "{ viewer { name } }"),
    posted("2 MB of comments", "#" * 2_000_000 + "\n{ viewer { name } }"),
    posted("commas", "{ viewer { name" + "," * 200_000 + " } }"),
    posted("a long name", "{ " + "a" * 14_000 + " }"),
    posted("a deep list", "{ customers(first: " + "[" * 7_000),
    posted("a closed deep list", "{ customers(first: " + "[" * 900 + "]" * 900 + ") { totalCount } }"),
    posted("a deep object", "{ customers(filter: " + "{a:" * 190 + "1" + "}" * 190 + ") { totalCount } }"),
    posted("a deep type", "query($v: " + "[" * 900 + "Int" + "]" * 900 + ") { viewer { name } }"),
    posted("a huge integer", "{ customers(first: 1" + "0" * 400 + ") { totalCount } }"),
    posted("a larger integer", "{ customers(first: 1" + "0" * 14_000 + ") { totalCount } }"),
    posted("a huge number", "{ customers(first: 1e" + "9" * 4_000 + ") { totalCount } }"),
    posted("a date of digits", "{ customers(filter: {createdFrom: 1" + "0" * 14_000 + "}) { totalCount } }"),
    posted("an escaped lone surrogate", '{ customers(search: "\\ud800") { totalCount } }'),
    posted(
        "introspection in rounds", "{ __schema { types { " + "fields { type { " * 6 + "name" + " } }" * 6 + " } } }"
    ),
    posted("a subscription", "subscription { viewer { name } }"),
    posted("definitions of types", "type Query { a: Int }" * 300),
    posted("no operation", "fragment F on Query { __typename }"),
    posted("operations without a name", f"{{ viewer {{ name }} }} mutation {{ {CANCEL} }}"),
    posted("another's operation", f"query A {{ viewer {{ name }} }} mutation B {{ {CANCEL} }}", operationName="C"),
    posted("nothing", ""),
    posted("white space", " \n\t" * 4_000),
    posted("a NUL", "{ viewer { name } }\0"),
    posted("a byte order mark", "\ufeff{ viewer { name } }", answered=True),
]

FILTER = "query($v: CustomerFilter) { customers(filter: $v) { totalCount } }"

ARGUMENTS = [
    posted("a page of -1", "{ customers(first: -1) { totalCount } }", answered=True),
    posted("a page of 101", "{ customers(first: 101) { totalCount } }", answered=True),
    posted("both ends", "{ customers(first: 1, last: 1) { totalCount } }", answered=True),
    posted("a foreign cursor", '{ customers(after: "AAAA") { totalCount } }', answered=True),
    posted("a cursor of noise", '{ customers(after: "🧾\\u0000%00") { totalCount } }', answered=True),
    posted("a long cursor", '{ customers(before: "' + "A" * 13_000 + '") { totalCount } }', answered=True),
    posted("a NUL id", '{ customer(id: "cus_\\u0000") { id } }', answered=True),
    posted("an id of nothing", '{ node(id: "") { id } }', answered=True),
    posted("an id of quotes", '{ customer(id: "\' OR 1=1 --") { id } }', answered=True),
    posted("a long id", '{ invoice(id: "in_' + "x" * 13_000 + '") { id } }', answered=True),
    posted("a search of wildcards", '{ customers(search: "%_%_%*?[a-z]*") { totalCount } }', answered=True),
    posted("a search of words", '{ customers(search: "' + "a " * 6_000 + '") { totalCount } }', answered=True),
    posted("a search of marks", '{ customers(search: "' + "e\u0301" * 5_000 + '") { totalCount } }', answered=True),
    posted("too many ids", "query($v: [ID!]!) { nodes(ids: $v) { id } }", {"v": ["cus_1"] * 10_000}, answered=True),
    posted(
        "too dear",
        "query($v: Int) { customers(first: $v) { nodes { invoices(first: $v) { nodes { lines(first: $v) "
        "{ totalCount } } } } } }",
        {"v": 100},
    ),
    posted(
        "too dear by a bad size",
        "query($v: Int) { customers(first: $v) { nodes { invoices(first: $v) { nodes { "
        "lines(first: $v) { totalCount } } } } } }",
        {"v": 10**400},
    ),
    posted("12 MB of variables", "{ viewer { name } }", {"v": "x" * 12_000_000}),
    posted("unused variables", "{ viewer { name } }", {f"v{n}": n for n in range(10_000)}, answered=True),
    posted(
        "a deep variable",
        "query($v: CustomerFilter) { customers(filter: $v) { totalCount } }",
        json.loads('{"v": ' + '{"a": ' * 250 + "1" + "}" * 250 + "}"),
    ),
    posted("a variable of surrogates", "query($v: String) { customers(search: $v) { totalCount } }", {"v": "\ud800"}),
    posted(
        "a variable of NULs",
        "query($v: String) { customers(search: $v) { totalCount } }",
        {"v": "\0" * 9},
        answered=True,
    ),
    posted("a variable of a huge integer", "query($v: Int) { customers(first: $v) { totalCount } }", {"v": 10**400}),
    posted("a variable of a list", "query($v: Int) { customers(first: $v) { totalCount } }", {"v": [1] * 10_000}),
    posted("objects of a variable", FILTER, {"v": {"metadata": [{"key": "a", "value": "b"}] * 9_000}}),
    posted("members of a variable", FILTER, {"v": {"subscriptionStatus": ["ACTIVE"] * 25_000}}),
    posted("unknown members of a variable", FILTER, {"v": {"subscriptionStatus": [f"A{n}" for n in range(1_900)]}}),
    posted("unknown fields of a variable", FILTER, {"v": {f"overdu{n}": 1 for n in range(1_900)}}),
    posted("missing fields of a variable", FILTER, {"v": {"metadata": [{}] * 1_900}}),
    posted("variables of prototypes", "query($v: ID!) { customer(id: $v) { id } }", {"__proto__": {}, "v": {"$ne": 1}}),
]

BODIES = [
    raw("a batch", json.dumps([{"query": "{ viewer { name } }"}] * 1_000).encode()),
    raw("a batch of mutations", json.dumps([{"query": f"mutation {{ {CANCEL} }}"}] * 2).encode()),
    raw("deep JSON", b"[" * 100_000),
    raw("deep JSON in variables", b'{"query": "{ viewer { name } }", "variables": ' + b'{"a":' * 50_000),
    raw("no JSON", b"{ viewer { name } }"),
    raw("half a JSON", b'{"query": "{ viewer'),
    raw("nothing at all", b""),
    raw("a number", b"1" * 100_000),
    raw("a string", b'"{ viewer { name } }"'),
    raw("null", b"null"),
    raw("not a number", b'{"query": NaN}'),
    raw("lone surrogates", b'{"query": "\\ud800"}'),
    raw("bytes of no encoding", b'{"query": "\xff\xfe"}'),
    raw("two queries", b'{"query": "{ x }", "query": "{ y }"}'),
    raw("a query of a list", b'{"query": ["{ viewer { name } }"]}'),
    raw("variables of a list", b'{"query": "{ viewer { name } }", "variables": [1]}'),
    raw("extensions of a string", b'{"query": "{ viewer { name } }", "extensions": "x"}'),
    raw("an operation name of an object", b'{"query": "{ viewer { name } }", "operationName": {}}'),
]

CANCEL_BODY = json.dumps({"query": f"mutation {{ {CANCEL} }}"}).encode()

SMUGGLED = [
    raw("a form", b"query=mutation", "application/x-www-form-urlencoded"),
    raw("a mutation as plain text", CANCEL_BODY, "text/plain"),
    raw("a mutation as a form", CANCEL_BODY, "multipart/form-data; boundary=x"),
    raw("a mutation without a type", CANCEL_BODY, ""),
    raw("a mutation of two types", CANCEL_BODY, "text/plain, application/json"),
    raw("a mutation in UTF-16", CANCEL_BODY.decode().encode("utf-16"), "application/json; charset=utf-16"),
    raw("a type like JSON", CANCEL_BODY, "application/jsonp"),
    Abuse("a mutation by GET", method="GET", parameters={"query": f"mutation {{ {CANCEL} }}"}),
    Abuse(
        "a named mutation by GET",
        method="GET",
        parameters={"query": f"query A {{ viewer {{ name }} }} mutation B {{ {CANCEL} }}", "operationName": "B"},
    ),
    Abuse("variables of no JSON by GET", method="GET", parameters={"query": "{ __typename }", "variables": "{"}),
    Abuse("a long query by GET", method="GET", parameters={"query": "{ viewer { name } }" + " " * 20_000}),
    Abuse("nothing by GET", method="GET", parameters={}),
    raw("a mutation by PUT", CANCEL_BODY, method="PUT"),
    raw("a method of nobody", CANCEL_BODY, method="BREW"),
]

ABUSES = [*DOCUMENTS, *ARGUMENTS, *BODIES, *SMUGGLED]


@pytest.fixture
def settings(database_url: str) -> Settings:
    return Settings(database_url=database_url, rate_requests=0, rate_cost=0)


async def send(client: httpx.AsyncClient, bearer: dict[str, str], abuse: Abuse) -> httpx.Response:
    headers = {**bearer, "Content-Type": abuse.content_type, **abuse.headers}
    return await client.request(
        abuse.method, "/graphql", content=abuse.content, params=abuse.parameters, headers=headers
    )


async def test_no_abuse_is_executed_or_takes_long_and_the_server_answers_on(
    database: Database, client: httpx.AsyncClient, add_key: AddKey, settled: None
) -> None:
    bearer = {"Authorization": f"Bearer {(await add_key(role=Role.OPERATOR)).secret}"}
    await save(database, *make_one_of_each(), [make_customer(number) for number in range(2, 30)])
    wrong: dict[str, Any] = {}

    for abuse in ABUSES:
        started = time.process_time()
        answer = await send(client, bearer, abuse)
        taken = time.process_time() - started
        is_refused = answer.status_code >= 300 or "data" not in answer.json()
        if answer.status_code >= 500 or taken > SECONDS or not (is_refused or abuse.answered):
            wrong[abuse.name] = (answer.status_code, round(taken, 2), answer.text[:200])

    alive = await client.post("/graphql", json={"query": '{ customer(id: "cus_1") { id } }'}, headers=bearer)
    async with database.sessions() as session:
        subscription = await session.get_one(Subscription, ("prj_1", True, "sub_1_1"))
    assert len(ABUSES) >= 60
    assert wrong == {}
    assert alive.json() == {"data": {"customer": {"id": "cus_1"}}}
    assert subscription.status is SubscriptionStatus.ACTIVE


async def test_the_cost_is_told_when_it_is_asked_for(client: httpx.AsyncClient, add_key: AddKey) -> None:
    headers = {"Authorization": f"Bearer {(await add_key()).secret}"}
    query = {"query": "{ customers(first: 5) { totalCount } }"}

    asked = await client.post("/graphql", json=query, headers={**headers, "X-Calmony-Cost": "1"})
    unasked = await client.post("/graphql", json=query, headers=headers)

    assert asked.json()["extensions"] == {"cost": {"requested": 5, "limit": 12_000}}
    assert "extensions" not in unasked.json()
