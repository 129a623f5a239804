"""Which text a request means."""

from collections.abc import Callable
from dataclasses import dataclass

from engine.documents.document import Document
from engine.errors import BAD_USER_INPUT, PERSISTED_QUERY_NOT_FOUND, BadRequest
from engine.executor import GraphQLRequest
from engine.persisted.asked import AskedRequest
from engine.persisted.hashed_queries import HashedQueries, check_hash
from engine.persisted.trusted_documents import TrustedDocuments

NOT_FOUND = ("PersistedQueryNotFound", PERSISTED_QUERY_NOT_FOUND)
NOT_SUPPORTED = ("PersistedQueryNotSupported", BAD_USER_INPUT)


class NotPersisted(Exception):
    """The text is not at hand; Apollo Client knows by the message whether to send it, or hashes no more."""

    def __init__(self, message: str, code: str) -> None:
        super().__init__(message)
        self.code = code


class NotTrusted(BadRequest):
    """Only trusted documents are run here, and this is none."""

    def __init__(self) -> None:
        super().__init__("Only trusted documents are run here: send the 'documentId' of one and no 'query'.")


@dataclass(frozen=True, slots=True)
class DocumentChoice:
    """The step between reading a request and running it. `hashed` is None where hashes are not taken.

    `read` parses and validates a text, and remembers what it has read.
    """

    read: Callable[[str], Document]
    trusted: TrustedDocuments
    hashed: HashedQueries | None

    def choose(self, asked: AskedRequest, project_id: str) -> GraphQLRequest:
        """The request with its text; raises NotPersisted and BadRequest."""
        return GraphQLRequest(self._text(asked, project_id), asked.variables, asked.operation_name)

    def _text(self, asked: AskedRequest, project_id: str) -> str:
        if asked.query is not None and self.trusted.only:
            raise NotTrusted
        if asked.document_id is not None:
            return self._by_id(asked, asked.document_id)
        sha256_hash = asked.query_hash()
        if sha256_hash is not None:
            return self._by_hash(asked.query, sha256_hash, project_id)
        if asked.query is not None:
            return asked.query
        raise BadRequest("'query' must be the text of a GraphQL document.")

    def _by_id(self, asked: AskedRequest, document_id: str) -> str:
        if asked.query is not None or asked.query_hash() is not None:
            raise BadRequest("'documentId' comes alone, with no 'query' and no 'persistedQuery'.")
        text = self.trusted.get(document_id)
        if text is not None:
            return text
        if self.trusted.only:
            raise NotTrusted
        raise NotPersisted(*NOT_FOUND)

    def _by_hash(self, text: str | None, sha256_hash: str, project_id: str) -> str:
        # Apollo Client names the documents of its manifest by this hash too.
        trusted = self.trusted.get(sha256_hash) or self.trusted.get(f"sha256:{sha256_hash}")
        if text is None and trusted is not None:
            return trusted
        if self.trusted.only:
            raise NotTrusted
        if self.hashed is None:
            raise NotPersisted(*NOT_SUPPORTED)
        if text is not None:
            self._keep(self.hashed, text, sha256_hash, project_id)
            return text
        found = self.hashed.get(project_id, sha256_hash)
        if found is None:
            raise NotPersisted(*NOT_FOUND)
        return found

    def _keep(self, hashed: HashedQueries, text: str, sha256_hash: str, project_id: str) -> None:
        check_hash(text, sha256_hash)
        # What can't be run is not worth its place; running it will tell why.
        if self.read(text).ast is not None:
            hashed.add(project_id, sha256_hash, text)
