"""The heap on huge pages, in processes of their own."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

SYSTEM = Path("/sys/kernel/mm/transparent_hugepage")
# Elsewhere a heap has none, or has them unasked.
ON_REQUEST = (SYSTEM / "enabled").exists() and "[madvise]" in (SYSTEM / "enabled").read_text()
pytestmark = [
    pytest.mark.skipif(not ON_REQUEST, reason="this system has no huge pages, or does not wait to be asked for them"),
    pytest.mark.skipif(
        [*map(int, re.findall(r"\d+", os.uname().release)[:2])] < [6, 1], reason="kernels before 6.1 can't be asked"
    ),
]

# Objects that hold one another, looked through before and after; and a mapped file with a name that is no text.
PROGRAM = """
import mmap, sys
from pathlib import Path
from app.serving import huge_pages

if len(sys.argv) > 2:
    huge_pages._SYSTEM = Path(sys.argv[2])
strange = open(sys.argv[1].encode() + b"/\\xff\\x0b\\xe2\\x80\\xa8 file", "wb+")
strange.write(bytes(4096))
strange.flush()
mapped = mmap.mmap(strange.fileno(), 4096)
heap = [{number: str(number)} for number in range(60_000)]
before = repr(heap)
huge_pages.use_huge_pages()
assert repr(heap) == before
print(Path("/proc/self/smaps_rollup").read_text())
"""


def huge_kilobytes(*words: object) -> int:
    command = [sys.executable, "-c", PROGRAM, *map(str, words)]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)
    found = re.search(r"AnonHugePages: +(\d+) kB", ran.stdout)
    assert found is not None
    return int(found[1])


def test_the_heap_moves_to_huge_pages_and_holds_what_it_held(tmp_path: Path) -> None:
    assert huge_kilobytes(tmp_path) >= 2048


@pytest.mark.parametrize("said", ["always madvise [never]\n", None])
def test_nothing_is_asked_of_a_system_that_forbids_or_does_not_know_them(said: str | None, tmp_path: Path) -> None:
    if said is not None:
        (tmp_path / "enabled").write_text(said)
        (tmp_path / "hpage_pmd_size").write_text("2097152\n")

    assert huge_kilobytes(tmp_path, tmp_path) == 0
