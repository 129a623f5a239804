"""How a command ends: Python does not look for garbage once more."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LEAVE_A_CIRCLE = """
from app.serving.garbage_collection import end_at_once

class Circle:
    def __init__(self):
        self.itself = self

    def __del__(self):
        print("collected")

Circle()
"""


@pytest.mark.parametrize(("end", "told"), [("", "collected\n"), ("end_at_once()", "")])
def test_what_is_left_in_circles_is_not_looked_for_at_the_end(end: str, told: str) -> None:
    command = [sys.executable, "-c", LEAVE_A_CIRCLE + end]

    ended = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)

    assert (ended.stdout, ended.stderr) == (told, "")
