"""Where the bytes of documents are kept, found again by their SHA-256."""

from typing import Protocol


class StoreFailed(Exception):
    """The bytes could not be kept, and nothing unfinished is left of them; the text says why."""


class DocumentStore(Protocol):
    """Keeps bytes for good; several processes may use one at once. Hashes are in hex."""

    async def read(self, sha256: str) -> bytes | None:
        """Exactly the bytes of this hash, or None where they are missing or damaged."""

    async def write(self, sha256: str, content: bytes) -> None:
        """Returns when the bytes would survive a loss of power, in place of any damaged ones; raises StoreFailed."""
