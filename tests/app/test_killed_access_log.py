"""`kill -9` while reads of customers wait to be written: no more than the last batch is lost, and none is doubled."""

import json
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest

from tests.app.conftest import Run
from tests.app.signing_in import EMAIL, PASSWORD
from tests.app.test_serving import PATIENCE, Served, Start, sign_in_to, start

__all__ = ["start"]

pytestmark = pytest.mark.one_database

INTERVAL = 0.5


def recorded(run: Run) -> Counter[str]:
    """How many reads of each customer the access log has."""
    listed = json.loads(run("audit", "--project", "Acme", "--json").stdout)
    return Counter(each["customer"] for each in listed["reads"])


def wait_for(run: Run, customers: list[str]) -> Counter[str]:
    deadline = time.monotonic() + PATIENCE
    while (found := recorded(run)) != Counter(customers):
        assert time.monotonic() < deadline, found
        time.sleep(0.1)
    return found


@contextmanager
def signed_in(served: Served) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=served.url, timeout=PATIENCE) as browser:
        assert sign_in_to(served, browser, {"email": EMAIL, "password": PASSWORD}) == 303
        yield browser


def test_a_killed_process_loses_the_reads_of_its_last_batch_at_most(
    run: Run, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("project", "create", "Acme")
    run("generate", "--customers", "3", "--project", "Acme")
    run("operator", "create", EMAIL, "--project", "Acme", "--role", "admin", "--password-stdin", input=f"{PASSWORD}\n")
    key = run("key", "create", "--project", "Acme", "--role", "viewer").stdout.strip()
    monkeypatch.setenv("CALMONY_KEY_USAGE_INTERVAL", str(INTERVAL))
    served = start("serve")
    served.wait_until_ready()
    listed = served.post(key, "{ customers { nodes { id } } }").json()["data"]["customers"]["nodes"]
    one, other, last = (each["id"] for each in listed)

    with signed_in(served) as browser:
        for customer_id in (one, other):
            assert browser.get(f"/dashboard/customers/{customer_id}").status_code == 200
        wait_for(run, [one, other])
        browser.get(f"/dashboard/customers/{last}")
        served.process.kill()
    served.process.wait(PATIENCE)
    after_the_kill = recorded(run)
    again = start("serve")
    again.wait_until_ready()
    with signed_in(again) as browser:
        browser.get(f"/dashboard/customers/{last}")
        assert again.stop() == 0

    assert after_the_kill - Counter([last]) == Counter([one, other])
    assert recorded(run) == after_the_kill + Counter([last])
