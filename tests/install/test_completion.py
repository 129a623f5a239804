"""Shells complete commands, options and choices of `calmony`."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.cli import cli

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.one_database


def ask(shell: str, line: str) -> str:
    """What the command answers when the script of `shell` asks it what `line` could go on with."""
    words = {"COMP_WORDS": line, "COMP_CWORD": str(len(line.split(" ")) - 1)}
    arguments = {"_TYPER_COMPLETE_ARGS": line, "_TYPER_COMPLETE_FISH_ACTION": "get-args"}
    told = CliRunner().invoke(
        cli, prog_name="calmony", env={"_CALMONY_COMPLETE": f"complete_{shell}", **words, **arguments}
    )
    return told.stdout


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
@pytest.mark.parametrize(
    ("line", "candidates"),
    [
        ("calmony oper", ["operator"]),
        ("calmony key cr", ["create"]),
        ("calmony serve --wor", ["--workers"]),
        ("calmony key create --role op", ["operator"]),
    ],
)
def test_what_was_begun_is_completed(shell: str, line: str, candidates: list[str]) -> None:
    told = ask(shell, line)

    assert [candidate for candidate in candidates if candidate not in told] == []
    assert "verify" not in told


@pytest.fixture
def path_with_command(tmp_path: Path) -> str:
    """A search path with `calmony` on it."""
    command = tmp_path / "calmony"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -P "{ROOT}/app/entry_point.py" "$@"\n')
    command.chmod(0o755)
    return f"{tmp_path}:/usr/bin:/bin"


ASKED = {
    "bash": (
        'eval "$(_CALMONY_COMPLETE=source_bash calmony)"; COMP_WORDS=(calmony oper); COMP_CWORD=1; '
        '_calmony_completion calmony; echo "${COMPREPLY[@]}"',
        "operator",
    ),
    "fish": ("_CALMONY_COMPLETE=source_fish calmony | source; complete -C 'calmony oper'", "operator\t"),
    "zsh": (
        "autoload -Uz compinit; compinit -D -u; source <(_CALMONY_COMPLETE=source_zsh calmony); print $_comps[calmony]",
        "_calmony_completion",
    ),
}


@pytest.mark.parametrize("shell", ASKED)
def test_the_shell_itself_takes_the_script(shell: str, path_with_command: str, tmp_path: Path) -> None:
    if not shutil.which(shell):
        pytest.skip(f"{shell} is not installed")
    script, expected = ASKED[shell]

    told = subprocess.run(
        [shell, "-c", script],
        env={"PATH": path_with_command, "HOME": str(tmp_path), "TERM": "dumb"},
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert told.stdout.startswith(expected)
    assert told.stderr == ""
