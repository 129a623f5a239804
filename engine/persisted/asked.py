"""A request as it was sent: its document as text, as a hash of the text, or as a trusted document's id."""

import re
from typing import Any, NamedTuple

from engine.errors import BadRequest

VERSION = 1

_SHA256 = re.compile(r"[0-9a-f]{64}")


class AskedRequest(NamedTuple):
    """What is in it is of the right type; whether it names a document at all is not known yet."""

    query: str | None
    variables: dict[str, Any] | None = None
    operation_name: str | None = None
    document_id: str | None = None
    extensions: dict[str, Any] | None = None

    def query_hash(self) -> str | None:
        """The hash in Apollo's `extensions.persistedQuery`; raises BadRequest for one that can't be read."""
        persisted = (self.extensions or {}).get("persistedQuery")
        if persisted is None:
            return None
        if not isinstance(persisted, dict) or persisted.get("version") != VERSION:
            raise BadRequest("'extensions.persistedQuery' must be {version: 1, sha256Hash: …}.")
        found = persisted.get("sha256Hash")
        if not isinstance(found, str) or not _SHA256.fullmatch(found):
            raise BadRequest("'sha256Hash' must be a SHA-256 in 64 lower-case hexadecimal digits.")
        return found
