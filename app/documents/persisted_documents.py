"""The persisted documents of this installation: the trusted manifests, and automatic persisted queries."""

from app.documents.limits import limits_of
from app.documents.manifests import TrustedManifests
from app.redis.document_texts import RedisTexts
from app.redis.server import RedisServer
from app.settings import Settings
from engine.documents.cache import DocumentCache
from engine.executor import Executor
from engine.persisted.automatic import AutomaticPersistedQueries
from engine.persisted.documents import PersistedDocuments
from engine.persisted.trusted import TrustedDocuments


def open_persisted_documents(
    settings: Settings, documents: DocumentCache, trusted: TrustedDocuments, redis: RedisServer | None = None
) -> PersistedDocuments:
    """What `settings` allow."""
    bounds = settings.persisted_queries_max_count, settings.persisted_queries_max_bytes
    automatic = AutomaticPersistedQueries(*bounds) if settings.persisted_queries else None
    shared = None if redis is None else RedisTexts(redis, *bounds)
    return PersistedDocuments(documents, trusted, automatic, shared)


def open_trusted_manifests(settings: Settings, documents: DocumentCache) -> TrustedManifests:
    """The manifests of `settings`, read and validated; raises InvalidTrustedDocuments."""
    trusted = TrustedDocuments(settings.trusted_documents_strict)
    manifests = TrustedManifests(settings.trusted_documents, trusted, documents)
    manifests.open()
    return manifests


def check_trusted_documents(settings: Settings) -> None:
    """Raises InvalidTrustedDocuments before any worker starts, which would raise it too."""
    open_trusted_manifests(settings, Executor(limits_of(settings), settings.introspection).documents)
