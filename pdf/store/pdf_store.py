"""The interface of a store for PDF files, which are found by their SHA-256."""

from typing import Protocol


class StoreFailed(Exception):
    """A file could not be stored, and no incomplete file remains; the text says why."""


class PdfStore(Protocol):
    """Stores files permanently. Several processes can use it at once. Hashes are in hex."""

    async def read(self, sha256: str) -> bytes | None:
        """The file with this hash; None if it is missing or damaged."""

    async def write(self, sha256: str, content: bytes) -> None:
        """Stores a file and replaces a damaged one; it then survives a power failure. Raises StoreFailed."""
