"""The environments of Python in `tests/python`: each installed once from its lock file."""

import fcntl
import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).parent / "python"


def install_environment(name: str) -> Path:
    """The folder with the environment's commands."""
    project = FOLDER / name
    lock, environment = project / "requirements.lock", project / ".venv"
    stamp = environment / ".installed"
    # Test workers come here at once.
    with lock.open() as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        if not stamp.exists() or stamp.stat().st_mtime < lock.stat().st_mtime:
            subprocess.run([sys.executable, "-m", "venv", "--clear", environment], check=True)
            pip = [environment / "bin" / "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes"]
            subprocess.run([*pip, "-r", lock], check=True, capture_output=True)
            stamp.touch()
    return environment / "bin"
