"""A request whose headers have an index: Starlette's are searched from the start at each look-up."""

from typing import Any

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import Receive, Scope


class IndexedHeaders(Headers):
    """Starlette's headers in every respect: found in any case, and the first of several that have one name."""

    def __init__(self, scope: Scope) -> None:
        super().__init__(scope=scope)
        # An ASGI server gives names in lower case.
        self._first = {name.decode("latin-1"): value.decode("latin-1") for name, value in reversed(self._list)}

    def __getitem__(self, key: str) -> str:
        return self._first[key.lower()]

    def __contains__(self, key: object) -> bool:
        return isinstance(key, str) and key.lower() in self._first

    def get(self, key: str, default: Any = None) -> Any:
        """The value of the first header with this name, in any case."""
        first = self._first
        return first[key] if key in first else first.get(key.lower(), default)


class IndexedRequest(Request[Any]):
    """A request that is looked at many times."""

    def __init__(self, scope: Scope, receive: Receive) -> None:
        super().__init__(scope, receive)
        self._headers = IndexedHeaders(scope)
