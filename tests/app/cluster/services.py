"""Two processes of the service behind HAProxy, which share servers and a folder of PDFs."""

import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

import httpx
import pytest

from tests.app.cluster.servers import find_program, serving
from tests.free_ports import free_port

ROOT = Path(__file__).parents[3]
# Names the process that answered.
SERVED_BY = "x-served-by"

_HAPROXY = """
defaults
  mode http
  timeout connect 1s
  timeout client 30s
  timeout server 30s
  timeout check 5s
  option redispatch
frontend everybody
  bind 127.0.0.1:{port}
  default_backend services
backend services
  option httpchk GET /readyz
  option forwardfor
  http-response set-header X-Served-By %s
  default-server check inter 200ms fall 2 rise 1
"""


class Service(NamedTuple):
    """One process; `kill` it as the kernel would."""

    url: str
    process: subprocess.Popen[bytes]

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


class Cluster(NamedTuple):
    """Both processes, and where clients reach either of them."""

    url: str
    services: list[Service]


@contextmanager
def two_services(folder: Path, settings: Mapping[str, str]) -> Iterator[Cluster]:
    """Services with these settings, ready to serve; ended with the context."""
    ports = [free_port() for _ in range(3)]
    with ExitStack() as stack, pytest.MonkeyPatch.context() as environment:
        for name, value in {**settings, "BASE_URL": f"http://127.0.0.1:{ports[0]}"}.items():
            environment.setenv(f"CALMONY_{name}", value)
        # Both start at once: it takes each two seconds of a core.
        started = [_start(port, folder / f"service-{port}.log") for port in ports[1:]]
        for process in started:
            stack.callback(process.wait)
            stack.callback(process.kill)
        stack.enter_context(_haproxy(folder, ports))
        _wait_for(ports[0], number=2)
        urls = [f"http://127.0.0.1:{port}" for port in ports]
        yield Cluster(urls[0], [Service(url, process) for url, process in zip(urls[1:], started, strict=True)])


def _start(port: int, log: Path) -> subprocess.Popen[bytes]:
    words = [sys.executable, "-m", "app", "serve", "--port", str(port)]
    with log.open("wb") as output:
        return subprocess.Popen(words, cwd=ROOT, stdout=output, stderr=subprocess.STDOUT)


@contextmanager
def _haproxy(folder: Path, ports: list[int]) -> Iterator[None]:
    config = folder / f"haproxy-{ports[0]}.cfg"
    servers = "".join(f"  server service_{port} 127.0.0.1:{port}\n" for port in ports[1:])
    config.write_text(_HAPROXY.format(port=ports[0]) + servers)
    with serving(ports[0], find_program("haproxy"), "-f", config):
        yield


def _wait_for(port: int, number: int) -> None:
    """Until so many services answer in turn."""
    answered: set[str] = set()
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30) as client:
        for _ in range(600):
            answer = client.get("/readyz")
            if answer.status_code == 200:
                answered.add(answer.headers[SERVED_BY])
            if len(answered) == number:
                return
            time.sleep(0.1)
    raise AssertionError("the services were never ready")
