"""A PDF store in a folder: one file for each hash, in 256 subfolders."""

import asyncio
import hashlib
import logging
import os
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from pdf.store.pdf_store import StoreFailed

# No write takes this long: an older file was left by a killed process.
_ABANDONED_SECONDS = 3600

_logger = logging.getLogger(__name__)


class FolderStore:
    """A PdfStore that creates its folder with the first file."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._unfinished = folder / "unfinished"

    def path(self, sha256: str) -> Path:
        """The path of the file with this hash."""
        return self._folder / sha256[:2] / f"{sha256}.pdf"

    async def read(self, sha256: str) -> bytes | None:
        """Reads in a thread and checks the hash each time."""
        return await asyncio.to_thread(self._read, sha256)

    async def write(self, sha256: str, content: bytes) -> None:
        """Writes in a thread, under a temporary name until the file is complete."""
        try:
            await asyncio.to_thread(self._write, sha256, content)
        except OSError as error:
            raise StoreFailed(f"{error.filename or self._folder}: {error.strerror}") from error

    async def remove(self, sha256: str) -> None:
        """Removes a file in a thread, once nothing names it; OSError where that fails."""
        await asyncio.to_thread(self._remove, sha256)

    def tidy(self) -> None:
        """Removes incomplete files of killed processes."""
        oldest = time.time() - _ABANDONED_SECONDS
        with suppress(OSError):
            for path in self._unfinished.iterdir():
                if path.stat().st_mtime < oldest:
                    path.unlink(missing_ok=True)

    def _remove(self, sha256: str) -> None:
        path = self.path(sha256)
        path.unlink(missing_ok=True)
        if path.parent.is_dir():
            sync_to_disk(path.parent)

    def _read(self, sha256: str) -> bytes | None:
        try:
            content = self.path(sha256).read_bytes()
        except OSError as error:
            _logger.warning("kept document %s can't be read: %s", sha256, error.strerror)
            return None
        if hashlib.sha256(content).hexdigest() != sha256:
            _logger.warning("kept document %s is damaged", sha256)
            return None
        return content

    def _write(self, sha256: str, content: bytes) -> None:
        path = self.path(sha256)
        _make_folder(self._unfinished)
        _make_folder(path.parent)
        descriptor, name = tempfile.mkstemp(dir=self._unfinished)
        unfinished = Path(name)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(descriptor)
            unfinished.replace(path)
        except BaseException:
            unfinished.unlink(missing_ok=True)
            raise
        sync_to_disk(path.parent)


def _make_folder(folder: Path) -> None:
    if not folder.is_dir():
        _make_folder(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)
        sync_to_disk(folder.parent)


def sync_to_disk(path: Path) -> None:
    """Waits until a file, or the names in a folder, would outlive a power cut."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
