"""The persisted documents of this installation: the trusted manifest, and automatic persisted queries."""

from pathlib import Path

from app.limits import limits_of
from app.settings import Settings
from app.shared.redis_server import RedisServer
from app.shared.texts import RedisTexts
from app.user_error import UserError
from engine.documents.cache import DocumentCache
from engine.executor import Executor
from engine.persisted.automatic import AutomaticPersistedQueries
from engine.persisted.documents import PersistedDocuments
from engine.persisted.manifest import BadManifest, read_manifest
from engine.persisted.trusted import TrustedDocuments, trust


class InvalidTrustedDocuments(UserError):
    """The manifest can't be read, or a document in it is invalid."""


def open_persisted_documents(
    settings: Settings, documents: DocumentCache, redis: RedisServer | None = None
) -> PersistedDocuments:
    """What `settings` allow. Trusted documents are validated; raises InvalidTrustedDocuments."""
    bounds = settings.persisted_queries_max_count, settings.persisted_queries_max_bytes
    automatic = AutomaticPersistedQueries(*bounds) if settings.persisted_queries else None
    shared = None if redis is None else RedisTexts(redis, *bounds)
    return PersistedDocuments(documents, _trusted_documents(settings, documents), automatic, shared)


def check_trusted_documents(settings: Settings) -> None:
    """Raises InvalidTrustedDocuments before any worker starts, which would raise it too."""
    open_persisted_documents(settings, Executor(limits_of(settings), settings.introspection).documents)


def _trusted_documents(settings: Settings, documents: DocumentCache) -> TrustedDocuments:
    path, only = settings.trusted_documents, settings.trusted_documents_strict
    if path is None and only:
        raise InvalidTrustedDocuments(
            "CALMONY_TRUSTED_DOCUMENTS_STRICT needs a manifest: set CALMONY_TRUSTED_DOCUMENTS."
        )
    if path is None:
        return TrustedDocuments()
    try:
        return trust(read_manifest(_content(path)), only, documents)
    except BadManifest as error:
        raise InvalidTrustedDocuments(f"CALMONY_TRUSTED_DOCUMENTS: {path}: {error}.") from error


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise BadManifest(error.strerror or "it can't be read") from error
