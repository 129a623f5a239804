"""The wheel of this checkout, and an environment that has the libraries and nothing of the project."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.free_ports import free_port
from tests.install.service import PATIENCE, Service

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    words = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", folder]
    subprocess.run(words, cwd=ROOT, check=True, capture_output=True, timeout=PATIENCE)
    return next(folder.glob("*.whl"))


def make_environment(folder: Path) -> None:
    """An environment with the libraries of the one that runs the tests."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True, timeout=PATIENCE)
    own = folder / f"lib/python{sys.version_info[0]}.{sys.version_info[1]}/site-packages"
    libraries = [path for path in sys.path if path.endswith("site-packages")]
    (own / "libraries.pth").write_text("\n".join(libraries))


@pytest.fixture(scope="session")
def service(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """What two workers out of an installed wheel serve, in an empty folder."""
    folder = tmp_path_factory.mktemp("installed")
    make_environment(folder / "venv")
    install = [sys.executable, "-m", "uv", "pip", "install", "--offline", "--no-deps", "--python", folder / "venv"]
    subprocess.run([*install, wheel], check=True, capture_output=True, timeout=PATIENCE)
    with Service(folder / "venv/bin/calmony", folder, free_port()) as started:
        yield started
