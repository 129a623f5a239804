"""The parameters of a request as the client sent them."""

import re
from typing import Any, NamedTuple

from engine.errors import BadRequest

VERSION = 1

_SHA256 = re.compile(r"[0-9a-f]{64}")


class RequestParameters(NamedTuple):
    """A document as `query`, by its hash in `extensions`, or by its `document_id`.

    Types are checked. Whether there is exactly one such document is checked by PersistedDocuments.
    """

    query: str | None
    variables: dict[str, Any] | None = None
    operation_name: str | None = None
    document_id: str | None = None
    extensions: dict[str, Any] | None = None

    def query_hash(self) -> str | None:
        """The hash in Apollo's `extensions.persistedQuery`, None without one. Raises BadRequest for a malformed one."""
        persisted = (self.extensions or {}).get("persistedQuery")
        if persisted is None:
            return None
        if not isinstance(persisted, dict) or persisted.get("version") != VERSION:
            raise BadRequest("'extensions.persistedQuery' must be {version: 1, sha256Hash: …}.")
        found = persisted.get("sha256Hash")
        if not isinstance(found, str) or not _SHA256.fullmatch(found):
            raise BadRequest("'sha256Hash' must be a SHA-256 in 64 lower-case hexadecimal digits.")
        return found
