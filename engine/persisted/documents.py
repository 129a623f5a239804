"""From the parameters of a request to the text of its document."""

from dataclasses import dataclass

from engine.documents.cache import DocumentCache
from engine.errors import BAD_USER_INPUT, PERSISTED_QUERY_NOT_FOUND, BadRequest
from engine.persisted.automatic import AutomaticPersistedQueries, check_hash
from engine.persisted.parameters import RequestParameters
from engine.persisted.shared_texts import SharedTexts
from engine.persisted.trusted import TrustedDocuments
from engine.request import GraphQLRequest
from engine.spending import Spend

NOT_FOUND = ("PersistedQueryNotFound", PERSISTED_QUERY_NOT_FOUND)
NOT_SUPPORTED = ("PersistedQueryNotSupported", BAD_USER_INPUT)


class NotPersisted(Exception):
    """The text is not known here. By the message, Apollo Client sends it along, or stops sending hashes."""

    def __init__(self, message: str, code: str) -> None:
        super().__init__(message)
        self.code = code


class NotTrusted(BadRequest):
    """Only trusted documents are executed here, and this is not one."""

    def __init__(self) -> None:
        super().__init__("Only trusted documents are run here: send the 'documentId' of one and no 'query'.")


@dataclass(frozen=True, slots=True)
class PersistedDocuments:
    """Finds the text that a request names.

    `automatic` is None where automatic persisted queries are switched off, `shared` where each process has its own.
    """

    documents: DocumentCache
    trusted: TrustedDocuments
    automatic: AutomaticPersistedQueries | None
    shared: SharedTexts | None = None

    async def to_request(
        self, parameters: RequestParameters, project_id: str, spend: Spend | None = None
    ) -> GraphQLRequest:
        """The request with its document's text. Raises NotPersisted, BadRequest, and what `spend` raises.

        A text that comes with its hash is read here, since only a valid one is kept: `spend` is paid for that.
        """
        text = await self._text(parameters, project_id, spend)
        return GraphQLRequest(text, parameters.variables, parameters.operation_name)

    async def _text(self, parameters: RequestParameters, project_id: str, spend: Spend | None) -> str:
        if parameters.query is not None and self.trusted.only:
            raise NotTrusted
        if parameters.document_id is not None:
            return self._by_id(parameters, parameters.document_id)
        sha256_hash = None if parameters.extensions is None else parameters.query_hash()
        if sha256_hash is not None:
            return await self._by_hash(parameters.query, sha256_hash, project_id, spend)
        if parameters.query is not None:
            return parameters.query
        raise BadRequest("'query' must be the text of a GraphQL document.")

    def _by_id(self, parameters: RequestParameters, document_id: str) -> str:
        if parameters.query is not None or parameters.query_hash() is not None:
            raise BadRequest("'documentId' comes alone, with no 'query' and no 'persistedQuery'.")
        text = self.trusted.get(document_id)
        if text is not None:
            return text
        if self.trusted.only:
            raise NotTrusted
        raise NotPersisted(*NOT_FOUND)

    async def _by_hash(self, text: str | None, sha256_hash: str, project_id: str, spend: Spend | None) -> str:
        # Apollo Client names the documents of its manifest by this hash too.
        trusted = self.trusted.get(sha256_hash) or self.trusted.get(f"sha256:{sha256_hash}")
        if text is None and trusted is not None:
            return trusted
        if self.trusted.only:
            raise NotTrusted
        if self.automatic is None:
            raise NotPersisted(*NOT_SUPPORTED)
        if text is not None:
            check_hash(text, sha256_hash)
            # An invalid document is not kept: executing it will say what is wrong.
            if (await self.documents.get_for(text, spend)).ast is not None:
                await self._keep(self.automatic, text, sha256_hash, project_id)
            return text
        found = self.automatic.get(project_id, sha256_hash)
        if found is None:
            found = await self._recall(self.automatic, sha256_hash, project_id)
        if found is None:
            raise NotPersisted(*NOT_FOUND)
        return found

    async def _keep(self, automatic: AutomaticPersistedQueries, text: str, sha256_hash: str, project_id: str) -> None:
        automatic.add(project_id, sha256_hash, text)
        if self.shared is not None:
            await self.shared.add(project_id, sha256_hash, text)

    async def _recall(self, automatic: AutomaticPersistedQueries, sha256_hash: str, project_id: str) -> str | None:
        text = None if self.shared is None else await self.shared.get(project_id, sha256_hash)
        if text is not None:
            automatic.add(project_id, sha256_hash, text)
        return text
