"""The document cache: the documents that were used last, by their text. The executor owns it."""

from collections import OrderedDict

from engine.documents.document import Document
from engine.documents.reader import DocumentReader
from engine.spending import Spend

CACHED_DOCUMENTS = 512
# A parsed document takes about a hundred times the memory of its text, its plan half as much again: 90 MB in all.
CACHED_CHARACTERS = 600_000


class DocumentCache:
    """At most `size` documents of CACHED_CHARACTERS in all; the one used longest ago makes room.

    Invalid documents are kept too: clients send them as often, and they take as long to read.
    """

    def __init__(self, reader: DocumentReader, size: int = CACHED_DOCUMENTS) -> None:
        self._reader = reader
        self._size = size
        self._cached: OrderedDict[str, Document] = OrderedDict()
        self._characters = 0

    def characters_to_read(self, text: str) -> int:
        """How many characters must be parsed, validated and planned for this document: none if it is cached."""
        return 0 if text in self._cached or self._reader.is_too_long(text) else len(text)

    def get(self, text: str) -> Document:
        """The document of a text, read when it is not in the cache."""
        document = self._cached.get(text)
        if document is not None:
            self._cached.move_to_end(text)
            return document
        document = self._reader.read(text)
        # A text that is too long is refused unread: to keep it would only push out others.
        if not self._reader.is_too_long(text):
            self._keep(text, document)
        return document

    async def get_for(self, text: str, spend: Spend | None) -> Document:
        """The same. If it must be read, a point for each of its characters is spent before."""
        if spend is not None and (characters := self.characters_to_read(text)):
            await spend(characters)
        return self.get(text)

    def _keep(self, text: str, document: Document) -> None:
        self._cached[text] = document
        self._characters += len(text)
        while len(self._cached) > self._size or self._characters > CACHED_CHARACTERS:
            oldest, _ = self._cached.popitem(last=False)
            self._characters -= len(oldest)
