"""Trusted documents: those of a manifest, each of them valid."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from engine.documents.document import Document
from engine.persisted.manifest import BadManifest


@dataclass(frozen=True, slots=True)
class TrustedDocuments:
    """Texts by id. With `only`, nothing else is run."""

    texts: Mapping[str, str] = field(default_factory=dict)
    only: bool = False

    def get(self, document_id: str) -> str | None:
        """The text; `sha256:` and the text's hash is an id of it too, whatever the manifest calls it."""
        return self.texts.get(document_id)


def trust(texts: Mapping[str, str], only: bool, read: Callable[[str], Document]) -> TrustedDocuments:
    """The documents of a manifest; raises BadManifest for the first that can't be run."""
    for document_id, text in texts.items():
        document = read(text)
        if document.ast is None:
            raise BadManifest(f"document {document_id!r} can't be run: {document.errors[0]['message']}")
    hashed = {f"sha256:{hashlib.sha256(text.encode()).hexdigest()}": text for text in texts.values()}
    return TrustedDocuments({**hashed, **texts}, only)
