"""The process from which those are forked that help with an import."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
# As the installed command begins: anywhere, and with the packages on its own path alone.
ASK_A_FORK = f"""
import sys
sys.path.insert(0, {str(ROOT)!r})
from intake.gathering.fork_server import start_fork_server
with start_fork_server().Pool(1) as pool:
    print(pool.apply(eval, ["'intake.parts.building' in __import__('sys').modules"]))
"""


def test_a_forked_process_has_all_that_it_needs_without_importing_it(tmp_path: Path) -> None:
    command = [sys.executable, "-P", "-c", ASK_A_FORK]

    asked = subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, text=True)

    assert (asked.stdout, asked.stderr) == ("True\n", "")
