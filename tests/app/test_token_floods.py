"""Documents that nobody sent before, thrown by one customer's token on twelve connections at a real process."""

import json
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from itertools import count
from threading import Event

import pytest

from tests.app.conftest import Run
from tests.app.test_serving import Served, Start, start

__all__ = ["start"]

pytestmark = pytest.mark.one_database

CONNECTIONS, SECONDS, CHARACTERS, RATE = 12, 3, 3_000, 10_000


def make_key(run: Run) -> str:
    run("project", "create", "Acme")
    run("generate", "--customers", "2", "--project", "Acme")
    return run("key", "create", "--project", "Acme", "--role", "operator").stdout.strip()


def make_token(served: Served, key: str) -> str:
    [customer] = served.post(key, "{ customers(first: 1) { nodes { id } } }").json()["data"]["customers"]["nodes"]
    made = served.post(
        key, f'mutation {{ createCustomerToken(input: {{customerId: "{customer["id"]}"}}) {{ token }} }}'
    )
    token: str = made.json()["data"]["createCustomerToken"]["token"]
    return token


def flood(served: Served, token: str, number: int, done: Event) -> Counter[int]:
    """How often each status came back to documents of CHARACTERS characters, each of which is new."""
    statuses: Counter[int] = Counter()
    connection = HTTPConnection("127.0.0.1", served.port, timeout=20)
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    turns = count()
    while not done.is_set():
        turn = next(turns)
        document = f"query Q{number}x{turn} {{ viewer {{ {'name ' * (CHARACTERS // 5)}}} }}"
        connection.request("POST", "/graphql", json.dumps({"query": document}), headers)
        answer = connection.getresponse()
        answer.read()
        statuses[answer.status] += 1
    connection.close()
    return statuses


def test_what_unseen_documents_cost_is_held_against_one_token_on_twelve_connections(run: Run, start: Start) -> None:
    key = make_key(run)
    served = start("serve")
    served.wait_until_ready()
    token, done = make_token(served, key), Event()

    began = time.monotonic()
    with ThreadPoolExecutor(CONNECTIONS) as threads:
        floods = [threads.submit(flood, served, token, number, done) for number in range(CONNECTIONS)]
        beside = []
        while time.monotonic() < began + SECONDS:
            beside.append(served.post(key).status_code)
            time.sleep(0.1)
        done.set()
        statuses = sum((each.result() for each in floods), Counter[int]())
    seconds = time.monotonic() - began

    assert statuses.keys() == {200, 429}
    assert statuses[200] * CHARACTERS <= (seconds + 1) * RATE
    assert statuses[429] > 10 * statuses[200]
    assert set(beside) == {200}
