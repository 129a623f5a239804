"""The heap on large pages, in processes of their own: what has moved stays moved."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

SWITCH = Path("/sys/kernel/mm/transparent_hugepage/enabled")
ON_REQUEST = SWITCH.exists() and "[madvise]" in SWITCH.read_text()

# 60,000 objects that hold one another, and their sum before and after.
PROGRAM = """
import sys
from pathlib import Path
from app.serving import huge_pages

if sys.argv[1:]:
    huge_pages._SWITCH = Path(sys.argv[1])
heap = [{number: str(number)} for number in range(60_000)]
before = sum(map(hash, map(str, heap)))
huge_pages.use_huge_pages()
assert sum(map(hash, map(str, heap))) == before
print(Path("/proc/self/smaps_rollup").read_text())
"""


def large_kilobytes(*words: str) -> int:
    ran = subprocess.run([sys.executable, "-c", PROGRAM, *words], capture_output=True, text=True, check=True)
    found = re.search(r"AnonHugePages: +(\d+) kB", ran.stdout)
    assert found is not None
    return int(found[1])


@pytest.mark.skipif(not ON_REQUEST, reason="this system has no large pages, or does not wait to be asked for them")
def test_the_heap_moves_to_large_pages_and_holds_what_it_held() -> None:
    assert large_kilobytes() >= 2048


@pytest.mark.skipif(not ON_REQUEST, reason="this system has no large pages, or does not wait to be asked for them")
@pytest.mark.parametrize("said", ["always madvise [never]\n", None])
def test_nothing_is_asked_of_a_system_that_forbids_or_does_not_know_them(said: str | None, tmp_path: Path) -> None:
    switch = tmp_path / "enabled"
    if said is not None:
        switch.write_text(said)

    assert large_kilobytes(str(switch)) == 0
