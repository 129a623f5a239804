"""A tar archive that tells, in one hash, what was written to it or read back."""

import hashlib
import tarfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import IO, Any

# Hears how many bytes are done.
Advance = Callable[[int], None]

_BLOCK = 2**20
_MODE = 0o600


class ArchiveWriter:
    """Adds files to an archive; `listing` is a hash of all names and contents so far."""

    def __init__(self, archive: tarfile.TarFile, advance: Advance) -> None:
        self._archive = archive
        self._advance = advance
        self._listed = hashlib.sha256()

    @property
    def listing(self) -> str:
        """In hex; `read_back` gives the same of an archive with the same files in the same order."""
        return self._listed.hexdigest()

    def add_file(self, name: str, path: Path) -> str:
        """Adds a file, however large; gives its SHA-256 in hex."""
        with path.open("rb") as content:
            return self._add(name, content, path.stat().st_size)

    def add_bytes(self, name: str, content: bytes) -> str:
        """Adds what is in memory; gives its SHA-256 in hex."""
        return self._add(name, BytesIO(content), len(content))

    def _add(self, name: str, content: IO[bytes], size: int) -> str:
        entry = tarfile.TarInfo(name)
        entry.size, entry.mode = size, _MODE
        hashed = _Hashed(content, self._advance)
        # It is typed as a file, of which only `read` is used.
        source: Any = hashed
        self._archive.addfile(entry, source)
        _forget_entries(self._archive)
        return hashed.list_in(self._listed, name)


def read_back(path: Path, advance: Advance) -> str:
    """The listing of a whole archive; raises tarfile's TarError where it can't be read."""
    listed = hashlib.sha256()
    with tarfile.open(path) as archive:
        for entry in archive:
            content = archive.extractfile(entry)
            if content is not None:
                hashed = _Hashed(content, advance)
                while hashed.read(_BLOCK):
                    pass
                hashed.list_in(listed, entry.name)
            _forget_entries(archive)
    return listed.hexdigest()


class _Hashed:
    """Hashes what is read of a file."""

    def __init__(self, content: IO[bytes], advance: Advance) -> None:
        self._digest = hashlib.sha256()
        self._content = content
        self._advance = advance

    def read(self, size: int) -> bytes:
        block = self._content.read(size)
        self._digest.update(block)
        self._advance(len(block))
        return block

    def list_in(self, listed: Any, name: str) -> str:
        found = self._digest.hexdigest()
        listed.update(f"{found} {name}\n".encode())
        return found


def _forget_entries(archive: tarfile.TarFile) -> None:
    """A million entries would take a gigabyte of memory."""
    archive.members = []  # type: ignore[attr-defined]
