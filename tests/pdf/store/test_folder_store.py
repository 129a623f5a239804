"""A folder keeps bytes whole, or says that it can't."""

import asyncio
import hashlib
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from pdf.store.folder_store import FolderStore
from pdf.store.pdf_store import StoreFailed

CONTENT = b"%PDF-1.4 " + bytes(range(256)) * 100
SHA256 = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture
def store(pdf_store: Path) -> FolderStore:
    return FolderStore(pdf_store)


def files_in(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


async def test_what_is_written_is_read_again_and_lies_where_the_hash_says(store: FolderStore, pdf_store: Path) -> None:
    await store.write(SHA256, CONTENT)

    assert await store.read(SHA256) == CONTENT
    assert files_in(pdf_store) == [f"{SHA256[:2]}/{SHA256}.pdf"]


def test_only_the_services_own_user_may_read_it(store: FolderStore, pdf_store: Path) -> None:
    asyncio.run(store.write(SHA256, CONTENT))

    assert [path.stat().st_mode & 0o077 for path in (pdf_store, *pdf_store.rglob("*"))] == [0] * 4


async def test_what_was_never_written_is_missing(store: FolderStore) -> None:
    assert await store.read(SHA256) is None


@pytest.mark.parametrize("damage", [b"", CONTENT[:-1], CONTENT + b"\n", b"X" + CONTENT[1:]])
async def test_damaged_bytes_are_never_given_and_are_replaced(store: FolderStore, damage: bytes) -> None:
    await store.write(SHA256, CONTENT)
    store.path(SHA256).write_bytes(damage)

    damaged = await store.read(SHA256)
    await store.write(SHA256, CONTENT)

    assert (damaged, await store.read(SHA256)) == (None, CONTENT)


async def test_many_who_write_the_same_at_once_leave_one_file(store: FolderStore, pdf_store: Path) -> None:
    await asyncio.gather(*(store.write(SHA256, CONTENT) for _ in range(50)))

    assert files_in(pdf_store) == [f"{SHA256[:2]}/{SHA256}.pdf"]
    assert await store.read(SHA256) == CONTENT


async def test_a_folder_that_cannot_be_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    store = FolderStore(tmp_path / "file")

    with pytest.raises(StoreFailed, match=r"Not a directory|File exists"):
        await store.write(SHA256, CONTENT)
    assert await store.read(SHA256) is None
    store.tidy()


# Root may write everywhere, so it becomes nobody first.
WRITE = """
import asyncio, os, resource, sys
from pathlib import Path
from pdf.store.folder_store import FolderStore
from pdf.store.pdf_store import StoreFailed
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.getrlimit(resource.RLIMIT_FSIZE)[1]))
# Nobody may not read the interpreter's folders everywhere: what it imports as it goes is imported now.
asyncio.run(FolderStore(Path(sys.argv[1])).read("ab" * 32))
if sys.argv[3:] and os.geteuid() == 0:
    os.setuid(65534)
try:
    asyncio.run(FolderStore(Path(sys.argv[1])).write("ab" * 32, b"x" * 5000))
except StoreFailed as error:
    print(error)
"""


def write_elsewhere(folder: Path, *words: str) -> str:
    """What another process says of writing a file of 5,000 bytes: its words are a limit, and whether to be nobody."""
    command = [sys.executable, "-c", WRITE, str(folder), *words]
    done = subprocess.run(command, cwd=Path(__file__).parents[3], capture_output=True, text=True, check=True)
    return done.stdout


def test_a_full_disk_leaves_nothing_half_written(pdf_store: Path) -> None:
    assert write_elsewhere(pdf_store, "1000") == f"{pdf_store}: File too large\n"
    assert files_in(pdf_store) == []


def test_a_folder_without_permission_is_said() -> None:
    # Not below pytest's own folders, which only their owner may enter.
    with tempfile.TemporaryDirectory(prefix="calmony-store-") as folder:
        Path(folder).chmod(0o555)

        said = write_elsewhere(Path(folder), "10000", "as nobody")

        assert said == f"{folder}/unfinished: Permission denied\n"
        assert files_in(Path(folder)) == []


def test_what_killed_processes_left_is_removed_once_it_is_old(store: FolderStore, pdf_store: Path) -> None:
    unfinished = pdf_store / "unfinished"
    unfinished.mkdir(parents=True)
    for name, age in (("old", 7200), ("new", 60)):
        (unfinished / name).write_bytes(b"%PDF")
        os.utime(unfinished / name, (time.time() - age,) * 2)

    store.tidy()

    assert files_in(pdf_store) == ["unfinished/new"]
