"""A contestant's server as a process."""

import http.client
import os
import socket
import subprocess
import time
from pathlib import Path
from typing import NamedTuple

from benchmarks.memory import resident_bytes
from benchmarks.requests.questions import Asked

PATIENCE_SECONDS = 90
_TICKS = os.sysconf("SC_CLK_TCK")


class ServerDied(Exception):
    """The process is gone, or does not answer; says what it wrote last."""


class Launch(NamedTuple):
    """How a server is started; `environment` is all that it gets."""

    command: tuple[str, ...]
    folder: Path
    environment: dict[str, str]


class RunningServer:
    """A server that runs; its output goes to a file, as a service's log would."""

    def __init__(self, name: str, port: int, launch: Launch, log: Path) -> None:
        self.name = name
        self.port = port
        self.log = log
        with log.open("wb") as output:
            self._process = subprocess.Popen(  # noqa: S603 - the benchmark's own servers
                launch.command, cwd=launch.folder, env=launch.environment, stdout=output, stderr=subprocess.STDOUT
            )

    def wait(self) -> None:
        """Returns when it accepts connections; raises ServerDied."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            self.check_alive()
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=5).close()
            except OSError:
                time.sleep(0.1)
            else:
                return
        raise ServerDied(f"{self.name} does not come up: {self._last_words()}")

    def check_alive(self) -> None:
        """Raises ServerDied."""
        if self._process.poll() is not None:
            raise ServerDied(f"{self.name} ended with {self._process.returncode}: {self._last_words()}")

    def ask(self, asked: Asked, headers: dict[str, str]) -> tuple[int, bytes]:
        """The status and body of one answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_SECONDS)
        try:
            connection.request(asked.method, asked.path, asked.body or None, headers)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def cpu_seconds(self) -> float:
        """Seconds of CPU that it and its children have used so far."""
        return sum(_cpu_seconds(pid) for pid in (self._process.pid, *_descendants(self._process.pid)))

    def resident_bytes(self) -> int:
        """Of the serving process alone: the service's PDF workers answer no query."""
        return resident_bytes(self._process.pid)

    def stop(self) -> None:
        """Asks it to end, and kills it after a while."""
        self._process.terminate()
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _last_words(self) -> str:
        return self.log.read_text(errors="replace")[-500:].strip() or "it said nothing"


def free_port() -> int:
    """A port that is free."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def _cpu_seconds(pid: int) -> float:
    try:
        # The name before the last parenthesis may hold spaces.
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / _TICKS


def _descendants(pid: int) -> list[int]:
    found: list[int] = []
    for path in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in map(int, path.read_text().split()):
            found += (child, *_descendants(child))
    return found
