"""Automatic persisted queries: the texts that clients have sent with their hash, the last used kept."""

import hashlib
from collections import OrderedDict

from engine.errors import BadRequest

Key = tuple[str, str]


class HashMismatch(BadRequest):
    """The hash is not that of the text that came with it."""


class HashedQueries:
    """A project's texts by their hash. `count` and `size` (bytes) bound them all together.

    A text is found for the project that sent it alone: whether somebody else ever asked it is nobody's business.
    """

    def __init__(self, count: int, size: int) -> None:
        self._count = count
        self._size = size
        self._used = 0
        self._texts: OrderedDict[Key, str] = OrderedDict()

    def get(self, project_id: str, sha256_hash: str) -> str | None:
        """The text, which is then the last used."""
        text = self._texts.get((project_id, sha256_hash))
        if text is not None:
            self._texts.move_to_end((project_id, sha256_hash))
        return text

    def add(self, project_id: str, sha256_hash: str, text: str) -> None:
        """Keeps a text whose hash was checked; what was used longest ago makes room for it."""
        key = (project_id, sha256_hash)
        if key in self._texts or _bytes(text) > self._size:
            return
        self._texts[key] = text
        self._used += _bytes(text)
        while len(self._texts) > self._count or self._used > self._size:
            self._used -= _bytes(self._texts.popitem(last=False)[1])


def check_hash(text: str, sha256_hash: str) -> None:
    """Raises HashMismatch."""
    if hashlib.sha256(_encode(text)).hexdigest() != sha256_hash:
        raise HashMismatch("'sha256Hash' is not the SHA-256 of 'query'.")


def _bytes(text: str) -> int:
    return len(_encode(text))


def _encode(text: str) -> bytes:
    return text.encode(errors="replace")
