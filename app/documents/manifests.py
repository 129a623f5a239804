"""The manifests of an installation: what each had when it was last read without a fault."""

import asyncio
from collections.abc import Iterator, Sequence
from pathlib import Path

from app.documents.manifest_files import State, find_files, read_file
from app.user_error import UserError
from engine.documents.cache import DocumentCache
from engine.persisted.manifest import BadManifest, read_manifest
from engine.persisted.trusted import Texts, TrustedDocuments, check_texts


class InvalidTrustedDocuments(UserError):
    """A manifest can't be read, or a document in it is invalid."""


class TrustedManifests:
    """Fills `trusted` from files and folders. All documents are read before anybody can name them."""

    def __init__(self, paths: Sequence[Path], trusted: TrustedDocuments, documents: DocumentCache) -> None:
        self._paths = paths
        self.trusted = trusted
        self._documents = documents
        self._texts: dict[Path, Texts] = {}
        self._states: dict[Path, State] = {}
        self._missing: set[Path] = set()

    def open(self) -> None:
        """Reads all manifests; raises InvalidTrustedDocuments."""
        files = find_files(self._paths)
        if self.trusted.only and not files:
            raise InvalidTrustedDocuments(
                "CALMONY_TRUSTED_DOCUMENTS_STRICT needs a manifest: set CALMONY_TRUSTED_DOCUMENTS."
            )
        for path, state in files.items():
            try:
                for _ in self._take(path, state, read_file(path)):
                    pass
            except BadManifest as error:
                raise InvalidTrustedDocuments(f"CALMONY_TRUSTED_DOCUMENTS: {path}: {error}.") from error
        self.trusted.replace(self._texts.values())

    async def refresh(self) -> tuple[list[Path], dict[Path, str]]:
        """Reads what changed since, between requests. The files that were read, and why others could not be.

        Those keep what they had. A file that is gone from its folder twice in a row is forgotten: while it is replaced
        it may be missing for a moment.
        """
        files = await asyncio.to_thread(find_files, self._paths)
        read, faults = [], {}
        for path, state in files.items():
            if path not in self._states or self._states[path] != state:
                try:
                    for _ in self._take(path, state, await asyncio.to_thread(read_file, path)):
                        await asyncio.sleep(0)
                    read.append(path)
                except BadManifest as error:
                    faults[path] = str(error)
        forgotten = self._forget(files)
        if read or forgotten:
            self.trusted.replace(self._texts.values())
        return read, faults

    def _take(self, path: Path, state: State, content: bytes) -> Iterator[None]:
        texts = read_manifest(content)
        self._refuse_conflict(path, texts)
        yield from check_texts(texts, self._documents)
        self._texts[path], self._states[path] = texts, state

    def _refuse_conflict(self, path: Path, texts: Texts) -> None:
        for other, others in self._texts.items():
            for document_id in texts.keys() & others.keys() if other != path else ():
                if texts[document_id] != others[document_id]:
                    raise BadManifest(f"document {document_id!r} has another text in {other}")

    def _forget(self, files: dict[Path, State]) -> set[Path]:
        missing = self._texts.keys() - files.keys()
        forgotten, self._missing = missing & self._missing, missing
        for path in forgotten:
            del self._texts[path], self._states[path]
        return forgotten
