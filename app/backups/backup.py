"""A backup: the database of one moment and the PDFs that it names, in one archive that was read back."""

import asyncio
import shutil
import tarfile
from collections.abc import AsyncIterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import orjson
from sqlalchemy import select, union

from app.backups.archive import ArchiveWriter, read_back
from app.database.migrations import head_revision
from app.user_error import UserError
from intake.progress import Progress, Step
from models.billing.credit_note_pdf import CreditNotePdf
from models.billing.invoice_pdf import InvoicePdf
from models.ownership import table_of
from models.values.instant import Instant, rfc3339
from pdf.store.folder_store import FolderStore, sync_to_disk
from storage.database import Database
from storage.dialect import CopyFailed

DATABASE, PDFS, MANIFEST = "calmony.db", "pdf", "manifest.json"
_MEGABYTE = 2**20


class BackupReport(NamedTuple):
    """The archive's size in bytes, how many PDFs it has, and the hashes of those whose file is lost or damaged."""

    size: int
    pdfs: int
    lost: list[str]


async def back_up(
    database: Database, pdf_store: Path, target: Path, now: Instant, on_progress: Progress
) -> BackupReport:
    """Writes the archive and reads it back, while others read and write; the file is whole or not there.

    Raises UserError where the file is there already, the disk has no room, or what is read back differs.
    """
    with _open_folder(target) as folder:
        copied, archive = Path(folder, DATABASE), Path(folder, "archive.tar")
        try:
            await asyncio.to_thread(_copy_database, database, copied, on_progress)
        except CopyFailed as error:
            raise UserError(str(error)) from error
        packed = _Meter("Packing", on_progress)
        with tarfile.open(archive, "x") as tar:
            writer = ArchiveWriter(tar, packed.advance)
            pdfs, lost = await _pack(writer, copied, database, FolderStore(pdf_store), now)
        checked = _Meter("Reading back", on_progress, packed.done)
        await asyncio.to_thread(_check, archive, writer.listing, checked)
        return BackupReport(_name(archive, target), pdfs, lost)


def _open_folder(target: Path) -> TemporaryDirectory[str]:
    """A folder beside the target, so that the last step is a rename; it goes with what is left in it."""
    parent = target.absolute().parent
    if target.exists():
        raise UserError(f"{target} is there already: choose another name.")
    if not parent.is_dir():
        raise UserError(f"There is no folder {parent}.")
    return TemporaryDirectory(prefix=f".{target.name}-", dir=parent)


def _copy_database(database: Database, copied: Path, on_progress: Progress) -> None:
    def advance(done: int, total: int) -> None:
        on_progress(Step("Copying", done / total if total else 1.0, copied.stat().st_size // _MEGABYTE))

    database.dialect.copy_whole(database.url, copied, advance)
    size, free = copied.stat().st_size, shutil.disk_usage(copied.parent).free
    if free < size:
        raise UserError(f"The disk lacks {(size - free) // _MEGABYTE + 1:,} MB for the archive.")


async def _pack(
    writer: ArchiveWriter, copied: Path, database: Database, store: FolderStore, now: Instant
) -> tuple[int, list[str]]:
    """How many PDFs there are, and the hashes of those that are lost."""
    hashed = writer.add_file(DATABASE, copied)
    pdfs, lost = 0, list[str]()
    async for sha256 in _list_pdfs(database, copied):
        content = await store.read(sha256)
        if content is None:
            lost.append(sha256)
        else:
            writer.add_bytes(f"{PDFS}/{FolderStore(Path()).path(sha256)}", content)
            pdfs += 1
    writer.add_bytes(MANIFEST, _manifest(hashed, pdfs, lost, now))
    return pdfs, lost


def _check(archive: Path, listing: str, meter: "_Meter") -> None:
    sync_to_disk(archive)
    try:
        found = read_back(archive, meter.advance)
    except tarfile.TarError as error:
        raise UserError(f"What was written can't be read back: {error}") from error
    if found != listing:
        raise UserError("What is read back is not what was written: the disk is at fault.")


def _name(archive: Path, target: Path) -> int:
    """Gives the archive its name; its size."""
    archive.chmod(0o600)
    archive.replace(target)
    sync_to_disk(target.absolute().parent)
    return target.stat().st_size


async def _list_pdfs(database: Database, copied: Path) -> AsyncIterator[str]:
    """The hashes of all files that the copy of the database names."""
    url = database.url.set(database=str(copied))
    invoices, notes = table_of(InvoicePdf), table_of(CreditNotePdf)
    named = union(select(invoices.c.sha256), select(notes.c.sha256))
    async with Database(url.render_as_string(hide_password=False)) as copy, copy.engine.connect() as connection:
        async for row in await connection.stream(named):
            yield row[0]


def _manifest(database: str, pdfs: int, lost: list[str], now: Instant) -> bytes:
    told = {"madeAt": rfc3339(now), "revision": head_revision(), "databaseSha256": database, "pdfs": pdfs}
    return orjson.dumps(told | {"lostPdfs": lost}, option=orjson.OPT_INDENT_2)


class _Meter:
    """Tells how many megabytes are done, of as many as are known."""

    def __init__(self, label: str, on_progress: Progress, total: int | None = None) -> None:
        self.done = 0
        self._label = label
        self._total = total
        self._on_progress = on_progress

    def advance(self, size: int) -> None:
        self.done += size
        part = min(1.0, self.done / self._total) if self._total else None
        self._on_progress(Step(self._label, part, self.done // _MEGABYTE))
