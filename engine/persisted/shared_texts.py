"""Where processes share the texts that clients sent with their hash."""

from typing import Protocol


class SharedTexts(Protocol):
    """Texts by project and SHA-256. It may forget any of them at any time."""

    async def get(self, project_id: str, sha256_hash: str) -> str | None:
        """The text, None where it is not known."""

    async def add(self, project_id: str, sha256_hash: str, text: str) -> None:
        """Keeps a text, whose hash the caller has checked."""
