"""`serve` and `demo` as real processes."""

import json
import re
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from tests.app.conftest import Run
from tests.app.signing_in import fields_of
from tests.free_ports import free_port

ROOT = Path(__file__).parents[2]
PATIENCE = 60

Start = Callable[..., "Served"]


class Served:
    """One process and what it said; `root` is where its code is."""

    def __init__(self, words: tuple[str, ...], folder: Path, root: Path = ROOT) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.stdout = folder / f"stdout-{self.port}"
        self.stderr = folder / f"stderr-{self.port}"
        with self.stdout.open("wb") as stdout, self.stderr.open("wb") as stderr:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "app", *words, "--port", str(self.port)],
                cwd=root,
                stdout=stdout,
                stderr=stderr,
            )

    def wait_until_ready(self) -> None:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            assert self.process.poll() is None, self.stderr.read_text()
            try:
                if httpx.get(f"{self.url}/readyz", timeout=5).status_code == 200:
                    return
            except httpx.TransportError:
                time.sleep(0.05)
        raise AssertionError("it never became ready")

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(PATIENCE)

    def post(self, key: str, query: str = "{ viewer { name } }") -> httpx.Response:
        headers = {"Authorization": f"Bearer {key}"}
        return httpx.post(f"{self.url}/graphql", json={"query": query}, headers=headers, timeout=PATIENCE)


@pytest.fixture
def start(run: Run, tmp_path: Path) -> Iterator[Start]:
    """`start("serve", …)`: a process on the database of `run`, ended with the test."""
    started: list[Served] = []

    def begin(*words: str) -> Served:
        started.append(Served(words, tmp_path))
        return started[-1]

    yield begin
    for served in started:
        served.process.kill()
        served.process.wait()


@pytest.fixture
def key(run: Run) -> str:
    run("project", "create", "Acme")
    return run("key", "create", "--project", "Acme", "--role", "viewer", "--name", "Shop").stdout.strip()


@pytest.mark.parametrize(("database_url", "workers"), [("sqlite", "1"), ("postgresql", "2")], indirect=["database_url"])
def test_serve_answers_until_sigterm_ends_it_gracefully(workers: str, key: str, run: Run, start: Start) -> None:
    served = start("serve", "--workers", workers)
    served.wait_until_ready()

    answer = served.post(key)
    code = served.stop()

    assert answer.json() == {"data": {"viewer": {"name": "Shop"}}}
    assert code == 0
    assert "Traceback" not in served.stderr.read_text()
    assert key not in served.stderr.read_text()
    assert json.loads(run("key", "list", "--json").stdout)["keys"][0]["lastUsedAt"] is not None


@pytest.mark.one_database
def test_workers_end_when_their_supervisor_is_killed(start: Start) -> None:
    served = start("serve", "--workers", "2")
    served.wait_until_ready()

    served.process.kill()

    deadline = time.monotonic() + PATIENCE
    while is_listening(served.port):
        assert time.monotonic() < deadline
        time.sleep(0.02)


def is_listening(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.mark.one_database
def test_a_request_in_flight_is_answered_before_the_end(key: str, start: Start) -> None:
    served = start("serve")
    served.wait_until_ready()
    body = json.dumps({"query": "{ viewer { name } }"}).encode()
    head = (
        f"POST /graphql HTTP/1.1\r\nHost: test\r\nAuthorization: Bearer {key}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )

    with socket.create_connection(("127.0.0.1", served.port), timeout=PATIENCE) as connection:
        connection.sendall(head.encode() + body[:5])
        time.sleep(0.3)
        served.process.send_signal(signal.SIGTERM)
        time.sleep(0.3)
        connection.sendall(body[5:])
        answer = connection.recv(65536)

    assert answer.startswith(b"HTTP/1.1 200 ")
    assert served.process.wait(PATIENCE) == 0


@pytest.mark.one_database
def test_a_taken_port_is_said_in_one_line(key: str, run: Run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        refused = run("serve", "--port", str(taken.getsockname()[1]))

    assert refused.exit_code == 1
    assert re.fullmatch(r"Error: Can't listen on 127\.0\.0\.1 port \d+: Address already in use\.\n", refused.stderr)


def read_keys(served: Served) -> list[str]:
    return re.findall(r"^(?:Viewer|Operator) key +(sk_live_\w+)$", served.stdout.read_text(), re.MULTILINE)


def read_operator(served: Served) -> dict[str, str]:
    found = re.findall(r"^Operator (e-mail|password) +(\S+)$", served.stdout.read_text(), re.MULTILINE)
    return {name.replace("-", ""): value for name, value in found}


def sign_in_to(served: Served, browser: httpx.Client, operator: dict[str, str]) -> int:
    form = fields_of(browser.get(f"{served.url}/dashboard/sign-in"))
    return browser.post(f"{served.url}/dashboard/sign-in", data={**form, **operator}).status_code


@pytest.mark.one_database
def test_the_demo_makes_new_credentials_at_every_start_and_leaves_others_alone(
    key: str, run: Run, start: Start, tmp_path: Path
) -> None:
    words = ("demo", "--customers", "12")
    count = "{ viewer { name } customers { totalCount } }"
    seen = {"viewer": {"name": "demo@calmony.example"}, "customers": {"totalCount": 12}}

    with httpx.Client(timeout=PATIENCE) as browser:
        first = start(*words)
        first.wait_until_ready()
        earlier, earlier_operator = read_keys(first), read_operator(first)
        own = run("key", "create", "--project", "demo", "--role", "viewer", "--name", "Mine").stdout.strip()
        signed_in = sign_in_to(first, browser, earlier_operator)
        before = browser.post(f"{first.url}/graphql", json={"query": count})
        first.stop()

        second = start(*words)
        second.wait_until_ready()
        keys, operator = read_keys(second), read_operator(second)
        after = browser.post(f"{second.url}/graphql", json={"query": count})
        refused, again = (sign_in_to(second, browser, each) for each in (earlier_operator, operator))
        tried = subprocess.run(
            f'. {tmp_path}/demo.env && eval "$TRY"', shell=True, check=True, capture_output=True, text=True
        ).stdout
    page = httpx.get(f"{second.url}/graphiql", timeout=PATIENCE).text

    assert (len(earlier), len(keys)) == (2, 2)
    assert [second.post(each).status_code for each in earlier] == [401, 401]
    customers = "{ customers { totalCount } }"
    assert [second.post(each, customers).json() for each in keys] == [{"data": {"customers": {"totalCount": 12}}}] * 2
    assert [second.post(each).status_code for each in (own, key)] == [200, 200]
    assert (signed_in, refused, again) == (303, 403, 303)
    assert (before.json(), after.status_code) == ({"data": seen}, 401)
    assert operator["email"] == "demo@calmony.example"
    assert len(json.loads(tried)["data"]["customers"]["nodes"]) == 3
    assert stat.filemode((tmp_path / "demo.env").stat().st_mode) == "-rw-------"
    assert re.fullmatch(r"[\w-]{20}", operator["password"])
    assert keys[0] in page or "GraphiQL is not built yet" in page
    assert not any(each in second.stderr.read_text() for each in keys)
    assert earlier_operator["password"] not in first.stderr.read_text()


@pytest.mark.one_database
def test_a_request_that_outlasts_the_time_to_stop_is_told_to_come_again(
    key: str, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CALMONY_STOP_TIME_LIMIT", "1")
    served = start("serve")
    served.wait_until_ready()
    head = (
        f"POST /graphql HTTP/1.1\r\nHost: test\r\nAuthorization: Bearer {key}\r\n"
        "Content-Type: application/json\r\nContent-Length: 100\r\n\r\n"
    )

    with socket.create_connection(("127.0.0.1", served.port), timeout=PATIENCE) as connection:
        connection.sendall(head.encode())
        time.sleep(0.3)
        served.process.send_signal(signal.SIGTERM)
        answer = connection.makefile("rb").read().decode()

    assert answer.startswith("HTTP/1.1 503 ")
    assert "\r\nretry-after: 5\r\n" in answer
    assert json.loads(answer.partition("\r\n\r\n")[2])["errors"] == [
        {"message": "The service is stopping.", "extensions": {"code": "UNAVAILABLE"}}
    ]
    assert served.process.wait(PATIENCE) == 0
    assert "Traceback" not in served.stderr.read_text()
