"""The small node projects of `tests/node`: each installed once from its lock file."""

import fcntl
import shutil
import subprocess
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent / "node"


def install_project(name: str) -> Path:
    """The folder of a project with its packages there; skips the test where there is no node or no npm."""
    if not (shutil.which("node") and shutil.which("npm")):
        pytest.skip("node and npm are needed to run a client of theirs against the server")
    project = FOLDER / name
    # Test workers come here at once.
    with (project / "package.json").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        installed, wanted = project / "node_modules" / ".package-lock.json", project / "package-lock.json"
        if not installed.exists() or installed.stat().st_mtime < wanted.stat().st_mtime:
            subprocess.run(["npm", "ci", "--no-audit", "--no-fund"], cwd=project, check=True, capture_output=True)
    return project
