"""`make install` in a clone: the command is there, from wherever it is called."""

import subprocess
from pathlib import Path

import pytest

from app.version import VERSION
from tests.install.conftest import make_environment

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.one_database


def make_clone(folder: Path) -> None:
    """The project's files with an environment that has all libraries, as if `pip` had installed them just now."""
    folder.mkdir()
    for entry in ROOT.iterdir():
        if entry.name not in (".git", ".venv", "var", "graphiql"):
            (folder / entry.name).symlink_to(entry)
    link_graphiql(folder / "graphiql")
    make_environment(folder / ".venv")
    (folder / ".venv/.serves").touch()


def link_graphiql(folder: Path) -> None:
    """Its sources, and a bundle that is newer, so that nothing builds one."""
    (folder / "dist").mkdir(parents=True)
    (folder / "dist/.built").touch()
    for entry in (ROOT / "graphiql").iterdir():
        if entry.name != "dist":
            (folder / entry.name).symlink_to(entry)


def test_the_command_runs_from_anywhere_and_tells_the_version(tmp_path: Path) -> None:
    clone = tmp_path / "a clone"
    make_clone(clone)

    subprocess.run(["make", "install"], cwd=clone, check=True, capture_output=True)
    told = subprocess.run([clone / ".venv/bin/calmony", "--version"], cwd=tmp_path, capture_output=True, text=True)

    assert (told.stdout, told.stderr) == (f"calmony {VERSION}\n", "")
