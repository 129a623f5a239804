"""Trusted documents: those of manifests, each checked to be valid."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping

from engine.documents.cache import DocumentCache
from engine.persisted.manifest import BadManifest

# Texts by id.
Texts = Mapping[str, str]


class TrustedDocuments:
    """The documents of all manifests. With `only`, no other document is executed."""

    def __init__(self, only: bool = False) -> None:
        self.only = only
        self._texts: Texts = {}

    def get(self, document_id: str) -> str | None:
        """The text, None for an unknown id. Beside the manifest's id, `sha256:` and the text's hash finds it."""
        return self._texts.get(document_id)

    def replace(self, manifests: Iterable[Texts]) -> None:
        """Replaces all documents at once: a request finds either the old ones or the new ones."""
        texts = {document_id: text for manifest in manifests for document_id, text in manifest.items()}
        self._texts = {**{_hashed(text): text for text in texts.values()}, **texts}


def check_texts(texts: Texts, documents: DocumentCache) -> Iterator[None]:
    """Reads one document after the other, with a stop after each; raises BadManifest for an invalid one."""
    for document_id, text in texts.items():
        document = documents.get(text)
        if document.ast is None:
            raise BadManifest(f"document {document_id!r} can't be run: {document.errors[0]['message']}")
        yield


def _hashed(text: str) -> str:
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"
