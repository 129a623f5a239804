"""The wheel of this checkout, and an environment that has the libraries and nothing of the project."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PATIENCE = 60


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
