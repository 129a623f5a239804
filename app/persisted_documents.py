"""The documents that clients may name: those of the trusted manifest, and those they sent with their hash."""

from collections.abc import Callable
from pathlib import Path

from app.limits import limits_of
from app.settings import Settings
from app.user_error import UserError
from engine.documents.document import Document
from engine.executor import Executor
from engine.persisted.choice import DocumentChoice
from engine.persisted.hashed_queries import HashedQueries
from engine.persisted.manifest import BadManifest, read_manifest
from engine.persisted.trusted_documents import TrustedDocuments, trust


class InvalidTrustedDocuments(UserError):
    """The manifest can't be read, or a document in it can't be run."""


def open_documents(settings: Settings, read: Callable[[str], Document]) -> DocumentChoice:
    """What `settings` allow, each trusted document checked by `read`; raises InvalidTrustedDocuments."""
    hashed = HashedQueries(settings.persisted_queries_max_count, settings.persisted_queries_max_bytes)
    return DocumentChoice(read, _trusted_documents(settings, read), hashed if settings.persisted_queries else None)


def check_trusted_documents(settings: Settings) -> None:
    """Raises InvalidTrustedDocuments, which `open_documents` would raise in each worker."""
    open_documents(settings, Executor(limits_of(settings), settings.introspection).documents.get)


def _trusted_documents(settings: Settings, read: Callable[[str], Document]) -> TrustedDocuments:
    path, only = settings.trusted_documents, settings.trusted_documents_strict
    if path is None and only:
        raise InvalidTrustedDocuments(
            "CALMONY_TRUSTED_DOCUMENTS_STRICT needs a manifest: set CALMONY_TRUSTED_DOCUMENTS."
        )
    if path is None:
        return TrustedDocuments()
    try:
        return trust(read_manifest(_content(path)), only, read)
    except BadManifest as error:
        raise InvalidTrustedDocuments(f"CALMONY_TRUSTED_DOCUMENTS: {path}: {error}.") from error


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise BadManifest(error.strerror or "it can't be read") from error
