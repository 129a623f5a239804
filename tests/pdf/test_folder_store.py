"""A folder keeps bytes whole, or says that it can't."""

import asyncio
import hashlib
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pdf.folder_store import FolderStore
from pdf.store import StoreFailed

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


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_permission_is_said(store: FolderStore, pdf_store: Path) -> None:
    pdf_store.mkdir(mode=0o500)

    with pytest.raises(StoreFailed, match="Permission denied"):
        asyncio.run(store.write(SHA256, CONTENT))


FULL_DISK = """
import asyncio, resource, sys
from pathlib import Path
from pdf.folder_store import FolderStore
from pdf.store import StoreFailed
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
try:
    asyncio.run(FolderStore(Path(sys.argv[1])).write("ab" * 32, b"x" * 5000))
except StoreFailed as error:
    print(error)
"""


def test_a_full_disk_leaves_nothing_half_written(pdf_store: Path) -> None:
    said = subprocess.run(
        [sys.executable, "-c", FULL_DISK, str(pdf_store)],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
    )

    assert said.stdout == f"{pdf_store}: File too large\n"
    assert files_in(pdf_store) == []


def test_what_killed_processes_left_is_removed_once_it_is_old(store: FolderStore, pdf_store: Path) -> None:
    unfinished = pdf_store / "unfinished"
    unfinished.mkdir(parents=True)
    for name, age in (("old", 7200), ("new", 60)):
        (unfinished / name).write_bytes(b"%PDF")
        os.utime(unfinished / name, (time.time() - age,) * 2)

    store.tidy()

    assert files_in(pdf_store) == ["unfinished/new"]
