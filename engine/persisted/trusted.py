"""Trusted documents: those of a manifest, each checked to be valid."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.documents.cache import DocumentCache
from engine.persisted.manifest import BadManifest


@dataclass(frozen=True, slots=True)
class TrustedDocuments:
    """Texts by id. With `only`, no other document is executed."""

    texts: Mapping[str, str] = field(default_factory=dict)
    only: bool = False

    def get(self, document_id: str) -> str | None:
        """The text, None for an unknown id. Beside the manifest's id, `sha256:` and the text's hash finds it."""
        return self.texts.get(document_id)


def trust(texts: Mapping[str, str], only: bool, documents: DocumentCache) -> TrustedDocuments:
    """The documents of a manifest. Raises BadManifest for the first invalid one."""
    for document_id, text in texts.items():
        document = documents.get(text)
        if document.ast is None:
            raise BadManifest(f"document {document_id!r} can't be run: {document.errors[0]['message']}")
    hashed = {f"sha256:{hashlib.sha256(text.encode()).hexdigest()}": text for text in texts.values()}
    return TrustedDocuments({**hashed, **texts}, only)
