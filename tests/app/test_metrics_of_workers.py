"""`/metrics` of several worker processes: whichever answers tells what all of them did."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
from prometheus_client.mmap_dict import MmapedDict

from tests.app.conftest import Run

pytestmark = pytest.mark.one_database

ROOT = Path(__file__).parents[2]
PATIENCE = 60
ASKED = 60

Counted = dict[int, float]


@pytest.fixture
def key(run: Run) -> str:
    run("project", "create", "Acme")
    return run("key", "create", "--project", "Acme", "--role", "viewer", "--name", "Shop").stdout.strip()


@pytest.fixture
def url(key: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Where two workers serve."""
    (tmp_path / "shared").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "shared"))
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    words = [sys.executable, "-m", "app", "serve", "--workers", "2", "--port", str(port)]
    with (tmp_path / "log").open("wb") as log, subprocess.Popen(words, cwd=ROOT, stderr=log) as process:
        url = f"http://127.0.0.1:{port}"
        try:
            wait_for(lambda: workers_told(url) == 2)
            yield url
        finally:
            process.terminate()
            process.wait(PATIENCE)
    assert list((tmp_path / "shared").glob("calmony-metrics-*")) == []
    assert key not in (tmp_path / "log").read_text()


def wait_for(happens: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not happens():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def told(url: str, name: str) -> float | None:
    text = httpx.get(f"{url}/metrics", timeout=PATIENCE).text
    found = re.search(rf"^{re.escape(name)} (\S+)$", text, re.MULTILINE)
    return float(found[1]) if found else None


def workers_told(url: str) -> float | None:
    try:
        return told(url, "calmony_workers")
    except httpx.TransportError:
        return None


def graphql_requests_by_process(folder: Path) -> Counted:
    counted: Counted = {}
    for file in folder.glob("calmony-metrics-*/counter_*.db"):
        for entry, value, _, _ in MmapedDict.read_all_values_from_file(str(file)):  # type: ignore[no-untyped-call]
            if '"calmony_requests_total"' in entry and '"/graphql"' in entry:
                counted[int(file.stem.removeprefix("counter_"))] = value
    return counted


def processes_with_gauges(folder: Path) -> set[int]:
    return {int(file.stem.rpartition("_")[2]) for file in folder.glob("calmony-metrics-*/gauge_livesum_*.db")}


def test_either_worker_tells_what_both_did_and_a_dead_one_leaves_its_counts_alone(
    url: str, key: str, tmp_path: Path
) -> None:
    def ask(_: int) -> int:
        body = {"query": "query Who { viewer { name } }"}
        return httpx.post(f"{url}/graphql", json=body, headers={"Authorization": f"Bearer {key}"}).status_code

    with ThreadPoolExecutor(8) as threads:
        statuses = list(threads.map(ask, range(ASKED)))

    counter = 'calmony_requests_total{route="/graphql",status="200"}'
    assert statuses == [200] * ASKED
    # Each worker writes down for the others what it did within a second.
    wait_for(lambda: {told(url, counter) for _ in range(20)} == {ASKED})
    by_process = graphql_requests_by_process(tmp_path / "shared")
    assert told(url, 'calmony_operation_duration_seconds_count{operation="Who",type="query"}') == ASKED
    assert len(by_process) == 2
    assert sum(by_process.values()) == ASKED

    killed = next(iter(by_process))
    os.kill(killed, signal.SIGKILL)
    wait_for(lambda: killed not in (alive := processes_with_gauges(tmp_path / "shared")) and len(alive) == 2)

    wait_for(lambda: workers_told(url) == 2)
    assert told(url, counter) == ASKED
