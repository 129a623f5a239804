"""Requests that must be refused, each with its status and code."""

from collections.abc import Awaitable
from functools import partial

import httpx

from benchmarks.soak.answers import judge_error
from benchmarks.soak.questions import Question
from engine.errors import BAD_USER_INPUT, LIMIT_EXCEEDED, PARSE_FAILED, UNAUTHENTICATED, VALIDATION_FAILED

DEEP = "{ customer(id: 1) " + "{ invoices { nodes { customer " * 8 + "{ id }" + " } } }" * 8 + " }"
ALIASES = "{ " + " ".join(f"a{number}: __typename" for number in range(40)) + " }"
DEAR = "{ customers(first: 100) { nodes { invoices(first: 100) { nodes { lines(first: 100) { nodes { id } } } } } } }"


def bad_documents() -> list[Question]:
    """One request for each mistake that a client can make."""
    asked = [
        ({"query": "{ customers {"}, 200, PARSE_FAILED),
        ({"query": "{ nothing }"}, 200, VALIDATION_FAILED),
        ({"query": DEEP}, 200, LIMIT_EXCEEDED),
        ({"query": ALIASES}, 200, LIMIT_EXCEEDED),
        ({"query": DEAR}, 200, LIMIT_EXCEEDED),
        ({"query": "{ customers(first: -1) { nodes { id } } }"}, 200, BAD_USER_INPUT),
        ({"query": 7}, 400, BAD_USER_INPUT),
        ([{"query": "{ __typename }"}], 400, BAD_USER_INPUT),
    ]
    return [*(_refused(*each) for each in asked), _keyless()]


def _refused(body: object, status: int, code: str) -> Question:
    def send(client: httpx.AsyncClient, key: str) -> Awaitable[httpx.Response]:
        return client.post("/graphql", json=body, headers={"Authorization": f"Bearer {key}"})

    return Question("bad", send, partial(judge_error, status=status, code=code))


def _keyless() -> Question:
    def send(client: httpx.AsyncClient, _key: str) -> Awaitable[httpx.Response]:
        return client.post("/graphql", json={"query": "{ viewer { name } }"})

    return Question("bad", send, partial(judge_error, status=401, code=UNAUTHENTICATED))
