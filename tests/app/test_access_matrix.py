"""The access matrix: who may ask for what, and that nothing changes where they may not."""

import json
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest
from sqlalchemy import update

from app.contexts import customer_tokens
from app.settings import Settings
from models.access.viewer import Role
from models.billing.invoice import Invoice
from schema.declarations.row_types import type_name_of
from schema.root import SCHEMA
from schema.types.node import RELATIONS_BY_PREFIX
from storage.database import Database
from tests.app.conftest import AddSession
from tests.app.sellers import Bearer, Sellers, bearer, content_of, token_for
from tests.factories import NOW, make_operator

CALLERS = (
    "anonymous",
    "other project",
    "other mode",
    "viewer",
    "operator",
    "admin",
    "customer",
    "another customer",
    "session-operator",
    "session-viewer",
    "session-admin",
    "expired session",
    "revoked session",
)
STRANGERS = ("anonymous", "expired session", "revoked session")

KNOWN = [caller for caller in CALLERS if caller not in STRANGERS]

CANCEL = '(input: {subscriptionId: "sub_1_1"}) { subscription { id } userErrors { code } }'

# One of each type of node.
NODES = ("cus_1", "pi_1_1", "sub_1_1", "in_1_1", "re_1", "dp_1", "pm_1", "cn_1")

FIELDS: dict[str, str] = {
    "customer": 'it: customer(id: "cus_1") { id }',
    "customerBy": 'it: customerBy(by: {id: "cus_1"}) { id }',
    "customers": "it: customers { nodes { id } totalCount }",
    "paymentIntent": 'it: paymentIntent(id: "pi_1_1") { id }',
    "subscription": 'it: subscription(id: "sub_1_1") { id }',
    "invoice": 'it: invoice(id: "in_1_1") { id }',
    "dispute": 'it: dispute(id: "dp_1") { id }',
    "node": 'it: node(id: "in_1_1") { id }',
    "nodes": f'it: nodes(ids: [{", ".join(map(json.dumps, NODES))}, "in_none"]) {{ id }}',
    "viewer": "it: viewer { role }",
    "rateLimit": "it: rateLimit { limited }",
    "cancelSubscription": f"it: cancelSubscription{CANCEL}",
    "resumeSubscription": f"it: resumeSubscription{CANCEL}",
    "createCustomerToken": 'it: createCustomerToken(input: {customerId: "cus_1"}) { expiresAt userErrors { code } }',
}
MUTATIONS = ("cancelSubscription", "resumeSubscription", "createCustomerToken")

REFUSED = object()
UNKNOWN_SUBSCRIPTION = {"subscription": None, "userErrors": [{"code": "SUBSCRIPTION_NOT_FOUND"}]}
FOREIGN: dict[str, Any] = {
    **dict.fromkeys(("customer", "paymentIntent", "subscription", "invoice", "dispute", "node", "customerBy")),
    "customers": {"nodes": [{"id": "cus_3"}], "totalCount": 1},
    "nodes": [None] * (len(NODES) + 1),
    "viewer": {"role": "OPERATOR"},
    "rateLimit": {"limited": True},
    "cancelSubscription": UNKNOWN_SUBSCRIPTION,
    "resumeSubscription": UNKNOWN_SUBSCRIPTION,
    "createCustomerToken": {"expiresAt": None, "userErrors": [{"code": "CUSTOMER_NOT_FOUND"}]},
}
SEEN: dict[str, Any] = {
    "customer": {"id": "cus_1"},
    "customerBy": {"id": "cus_1"},
    "customers": {"nodes": [{"id": "cus_1"}, {"id": "cus_2"}], "totalCount": 2},
    "paymentIntent": {"id": "pi_1_1"},
    "subscription": {"id": "sub_1_1"},
    "invoice": {"id": "in_1_1"},
    "dispute": {"id": "dp_1"},
    "node": {"id": "in_1_1"},
    "nodes": [*({"id": node_id} for node_id in NODES), None],
    "rateLimit": {"limited": True},
}
NO_WRITES: dict[str, Any] = dict.fromkeys(MUTATIONS, REFUSED)
EXPECTED: dict[str, dict[str, Any]] = {
    "other project": FOREIGN,
    "other mode": FOREIGN,
    "viewer": {**SEEN, **NO_WRITES, "viewer": {"role": "VIEWER"}},
    "operator": {
        **SEEN,
        "viewer": {"role": "OPERATOR"},
        "cancelSubscription": {"subscription": {"id": "sub_1_1"}, "userErrors": []},
        "resumeSubscription": {"subscription": None, "userErrors": [{"code": "NOT_SCHEDULED_TO_CANCEL"}]},
        "createCustomerToken": {"expiresAt": "2026-11-22T13:00:00Z", "userErrors": []},
    },
    "customer": {**SEEN, **NO_WRITES, "customers": REFUSED, "customerBy": "FORBIDDEN", "viewer": {"role": "CUSTOMER"}},
    "another customer": {
        **FOREIGN,
        **NO_WRITES,
        "customers": REFUSED,
        "customerBy": "FORBIDDEN",
        "viewer": {"role": "CUSTOMER"},
    },
}
# A session sees what a key of its role does, and makes no tokens: they hang on a key.
EXPECTED["session-operator"] = {**EXPECTED["operator"], "createCustomerToken": REFUSED}
EXPECTED["admin"] = {**EXPECTED["operator"], "viewer": {"role": "ADMIN"}}
EXPECTED["session-admin"] = {**EXPECTED["session-operator"], "viewer": {"role": "ADMIN"}}
EXPECTED["session-viewer"] = EXPECTED["viewer"]
# Who leaves something behind by asking; all others must leave everything as it was.
WRITES = {(caller, "cancelSubscription") for caller in ("operator", "admin", "session-operator", "session-admin")}
JSON = "application/json"
FILES = {
    "/invoices/in_1_1.pdf": "application/pdf",
    "/invoices/in_1_1.xml": "application/xml",
    "/credit-notes/cn_1.pdf": "application/pdf",
    "/credit-notes/cn_1.xml": "application/xml",
}
# With these an invoice has an e-invoice.
SELLER = {"name": "Northwind", "address": {"country": "GB"}, "tax_ids": [{"type": "gb_vat", "value": "GB123456789"}]}
BUYER = {"name": "Ada", "address": {"country": "GB"}, "tax_exempt": "exempt"}
FILE_STATUS = {
    "anonymous": 401,
    "other project": 404,
    "other mode": 404,
    "viewer": 200,
    "operator": 200,
    "admin": 200,
    "customer": 200,
    "another customer": 404,
    "session-operator": 200,
    "session-viewer": 200,
    "session-admin": 200,
    "expired session": 401,
    "revoked session": 401,
}
SESSIONS = ("session-operator", "session-viewer", "session-admin")
PAGE_STATUS = dict.fromkeys(CALLERS, 303) | dict.fromkeys(SESSIONS, 404)
READERS_STATUS = dict.fromkeys(CALLERS, 303) | dict.fromkeys(SESSIONS, 403) | {"session-admin": 200}

ERASE_STATUS = READERS_STATUS
FORGED_STATUS = dict.fromkeys(CALLERS, 303) | dict.fromkeys(SESSIONS, 403)

Enter = Callable[[str], Awaitable[Bearer]]


@pytest.fixture
def enter(settings: Settings, sellers: Sellers, add_session: AddSession) -> Enter:
    """The headers of one of CALLERS."""

    async def headers_of(caller: str) -> Bearer:
        sessions: dict[str, tuple[Role, dict[str, Any]]] = {
            "session-operator": (Role.OPERATOR, {}),
            "session-viewer": (Role.VIEWER, {}),
            "session-admin": (Role.ADMIN, {}),
            "expired session": (Role.OPERATOR, {"expires_at": NOW}),
            "revoked session": (Role.OPERATOR, {"revoked_at": NOW}),
        }
        if caller in sessions:
            role, state = sessions[caller]
            operator = make_operator(id=f"op_{caller}", email=f"{caller}@post.example", role=role)
            return await add_session(operator, **state)
        tokens, key_id = customer_tokens(settings), sellers.operator.row.id
        secrets = {
            "other project": sellers.other_project.secret,
            "other mode": sellers.other_mode.secret,
            "viewer": sellers.viewer.secret,
            "operator": sellers.operator.secret,
            "admin": sellers.admin.secret,
            "customer": token_for(tokens, key_id),
            "another customer": token_for(tokens, key_id, customer_id="cus_2"),
        }
        return {} if caller == "anonymous" else bearer(secrets[caller])

    return headers_of


def test_the_matrix_holds_every_root_field() -> None:
    roots = (SCHEMA._schema.query_type, SCHEMA._schema.mutation_type)

    assert {name for root in roots if root for name in root.fields} == set(FIELDS)
    assert {caller: set(EXPECTED[caller]) for caller in KNOWN} == {caller: set(FIELDS) for caller in KNOWN}


def test_the_matrix_holds_every_type_of_node() -> None:
    types = {type_name_of(RELATIONS_BY_PREFIX[node_id.partition("_")[0]].model) for node_id in NODES}

    assert types == {of.name for of in SCHEMA._schema.get_possible_types(SCHEMA._schema.type_map["Node"])}


def document(field: str) -> dict[str, str]:
    return {"query": f"{'mutation' if field in MUTATIONS else 'query'} {{ {FIELDS[field]} }}"}


def outcome(answer: httpx.Response) -> tuple[int, Any]:
    """The status and what was answered, or REFUSED where that is all that is said."""
    body = answer.json()
    codes = [error["extensions"]["code"] for error in body.get("errors", ())]
    if codes == ["FORBIDDEN"] and body["data"] is None:
        return answer.status_code, REFUSED
    return answer.status_code, codes[0] if codes else body["data"]["it"]


def statuses(answers: dict[str, httpx.Response]) -> dict[str, int]:
    return {caller: answer.status_code for caller, answer in answers.items()}


def unseen(allowed: dict[str, int]) -> dict[str, int]:
    """What callers are told of an object of the other mode, who may see one of theirs."""
    return {caller: 404 if status == 200 else status for caller, status in allowed.items()}


@pytest.mark.parametrize("caller", CALLERS)
async def test_who_may_ask_what(client: httpx.AsyncClient, database: Database, enter: Enter, caller: str) -> None:
    headers, before = await enter(caller), await content_of(database)
    changes = []

    # The root fields that write come last.
    outcomes = {}
    for field in sorted(FIELDS, key=lambda field: (caller, field) in WRITES):
        outcomes[field] = outcome(await client.post("/graphql", json=document(field), headers=headers))
        if await content_of(database) != before:
            changes.append((caller, field))

    expected = EXPECTED.get(caller)
    assert outcomes == {field: (200, expected[field]) if expected else (401, "UNAUTHENTICATED") for field in FIELDS}
    assert sorted(changes) == sorted(write for write in WRITES if write[0] == caller)


async def test_who_may_open_a_file(client: httpx.AsyncClient, database: Database, enter: Enter) -> None:
    async with database.engine.begin() as connection:
        await connection.execute(update(Invoice).values(seller=SELLER, buyer=BUYER))

    for path in FILES:
        answers = {caller: await client.get(path, headers=await enter(caller)) for caller in CALLERS}
        unknown = path.replace("1.", "none.")
        refusals = {caller: await client.get(unknown, headers=await enter(caller)) for caller in CALLERS}

        assert statuses(answers) == FILE_STATUS, path
        assert statuses(refusals) == {caller: 401 if caller in STRANGERS else 404 for caller in CALLERS}, path
        for caller, answer in answers.items():
            expected = FILES[path] if answer.status_code == 200 else JSON
            assert answer.headers["content-type"].partition(";")[0] == expected, (path, caller)
            assert answer.status_code == 200 or answer.content == refusals[caller].content, (path, caller)


async def test_who_may_open_the_operators_pages(client: httpx.AsyncClient, enter: Enter) -> None:
    headers = {caller: await enter(caller) for caller in CALLERS}

    for mode in ("", "/test"):
        path = f"/dashboard{mode}/customers/cus_none"
        pages = {caller: await client.get(path, headers=headers[caller]) for caller in CALLERS}
        assert statuses(pages) == PAGE_STATUS, path
        sent = {page.headers["location"] for page in pages.values() if page.status_code == 303}
        assert sent == {f"/dashboard/sign-in?next={path}"}
    for path in ("/", "/dashboard"):
        entries = [await client.get(path, headers=headers[caller]) for caller in CALLERS]
        assert {(each.status_code, each.headers["location"]) for each in entries} == {(303, "/dashboard/customers")}


async def test_who_may_see_who_read_a_customer(client: httpx.AsyncClient, enter: Enter) -> None:
    headers = {caller: await enter(caller) for caller in CALLERS}

    own, of_other_mode = [
        {caller: (await client.get(path, headers=headers[caller])).status_code for caller in CALLERS}
        for path in ("/dashboard/customers/cus_1/readers", "/dashboard/customers/cus_3/readers")
    ]

    assert own == READERS_STATUS
    assert of_other_mode == unseen(READERS_STATUS)


async def test_who_may_erase_a_customer(client: httpx.AsyncClient, database: Database, enter: Enter) -> None:
    headers = {caller: await enter(caller) for caller in CALLERS}
    before = await content_of(database)

    asked, of_other_mode = [
        {caller: (await client.get(path, headers=headers[caller])).status_code for caller in CALLERS}
        for path in ("/dashboard/customers/cus_1/erase", "/dashboard/customers/cus_3/erase")
    ]
    form = {"confirmed": "cus_1"}
    forged = {
        caller: await client.post("/dashboard/customers/cus_1/erase", data=form, headers=headers[caller])
        for caller in CALLERS
    }

    # A subscription of theirs runs: the question says that they can't be erased now.
    assert asked == ERASE_STATUS | {caller: 422 for caller in CALLERS if ERASE_STATUS[caller] == 200}
    assert of_other_mode == unseen(ERASE_STATUS)
    assert statuses(forged) == FORGED_STATUS
    assert await content_of(database) == before


async def test_who_may_revoke_links(client: httpx.AsyncClient, database: Database, enter: Enter) -> None:
    headers = {caller: await enter(caller) for caller in CALLERS}
    before = await content_of(database)

    own, of_other_mode = [
        {caller: (await client.get(path, headers=headers[caller])).status_code for caller in CALLERS}
        for path in ("/dashboard/invoices/in_1_1/links", "/dashboard/invoices/in_3_1/links")
    ]
    forged = {
        caller: await client.post("/dashboard/invoices/in_1_1/links", headers=headers[caller]) for caller in CALLERS
    }

    assert own == ERASE_STATUS
    assert of_other_mode == unseen(ERASE_STATUS)
    assert statuses(forged) == FORGED_STATUS
    assert await content_of(database) == before


@pytest.mark.parametrize("caller", ["other project", "other mode", "another customer"])
async def test_what_is_anothers_looks_exactly_like_what_does_not_exist(
    client: httpx.AsyncClient, enter: Enter, caller: str
) -> None:
    headers = await enter(caller)

    for field in FIELDS:
        foreign = document(field)
        unknown = {"query": foreign["query"].replace("_1", "_9")}
        answers = [await client.post("/graphql", json=body, headers=headers) for body in (foreign, unknown)]

        assert answers[0].status_code == answers[1].status_code
        assert answers[0].content == answers[1].content
