"""Automatic persisted queries: texts that clients sent with their hash, and may name by it from then on."""

import hashlib
from collections import OrderedDict

from engine.errors import BadRequest

Key = tuple[str, str]


class HashMismatch(BadRequest):
    """The hash is not the hash of the text that came with it."""


class AutomaticPersistedQueries:
    """A cache of texts by project and SHA-256. All projects share at most `count` texts of `size` bytes in all.

    The text used longest ago makes room. A project finds only what it sent itself, and learns nothing of others.
    """

    def __init__(self, count: int, size: int) -> None:
        self._count = count
        self._size = size
        self._used = 0
        self._texts: OrderedDict[Key, str] = OrderedDict()

    def get(self, project_id: str, sha256_hash: str) -> str | None:
        """The text, None where it is not in the cache."""
        text = self._texts.get((project_id, sha256_hash))
        if text is not None:
            self._texts.move_to_end((project_id, sha256_hash))
        return text

    def add(self, project_id: str, sha256_hash: str, text: str) -> None:
        """Keeps a text, whose hash the caller has checked. One larger than the whole cache is ignored."""
        key = (project_id, sha256_hash)
        if key in self._texts or _bytes(text) > self._size:
            return
        self._texts[key] = text
        self._used += _bytes(text)
        while len(self._texts) > self._count or self._used > self._size:
            self._used -= _bytes(self._texts.popitem(last=False)[1])


def check_hash(text: str, sha256_hash: str) -> None:
    """Raises HashMismatch when the hash is not the SHA-256 of the text."""
    if hashlib.sha256(_encode(text)).hexdigest() != sha256_hash:
        raise HashMismatch("'sha256Hash' is not the SHA-256 of 'query'.")


def _bytes(text: str) -> int:
    return len(_encode(text))


def _encode(text: str) -> bytes:
    return text.encode(errors="replace")
