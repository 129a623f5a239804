"""A service that runs in processes of its own, on a database of its own, with the project `Acme`."""

import subprocess
import time
from pathlib import Path
from typing import Any, Self

import httpx
from typer.testing import CliRunner

from app.cli import cli

PATIENCE = 60


class Service:
    """`command` serves on `port` in two worker processes as long as the context is entered."""

    def __init__(self, command: Path, folder: Path, port: int) -> None:
        self.command, self.folder, self.port = command, folder, port
        self.url = f"http://127.0.0.1:{port}"

    def __enter__(self) -> Self:
        self._run("migrate")
        self.run_here("project", "create", "Acme")
        self._run("generate", "--customers", "3", "--project", "Acme")
        self._key = self.run_here("key", "create", "--project", "Acme", "--role", "viewer").strip()
        words = [self.command, "serve", "--port", str(self.port), "--workers", "2"]
        self._said = (self.folder / "said").open("wb")
        self._process = subprocess.Popen(words, cwd=self.folder, env={}, stdout=self._said, stderr=self._said)
        self._wait_until_ready()
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait(PATIENCE)
        self._said.close()

    def ask(self, query: str) -> Any:
        """The data of the answer."""
        headers = {"Authorization": f"Bearer {self._key}"}
        answer = httpx.post(f"{self.url}/graphql", json={"query": query}, headers=headers, timeout=PATIENCE)
        return answer.json()["data"]

    def _run(self, *words: str) -> None:
        ran = subprocess.run([self.command, *words], cwd=self.folder, env={}, capture_output=True, text=True)
        assert ran.returncode == 0, ran.stderr

    def run_here(self, *words: str, **options: Any) -> str:
        """What the command of this checkout prints on the same database; it needs no process of its own."""
        url = f"sqlite+aiosqlite:///{self.folder}/var/calmony.db"
        return CliRunner().invoke(cli, list(words), env={"CALMONY_DATABASE_URL": url}, **options).stdout

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            assert self._process.poll() is None, (self.folder / "said").read_text()
            try:
                if httpx.get(f"{self.url}/readyz", timeout=5).status_code == 200:
                    return
            except httpx.TransportError:
                time.sleep(0.05)
        raise AssertionError((self.folder / "said").read_text())
