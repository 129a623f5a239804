"""A request that finds its headers in a dict, where Starlette searches the whole list for each."""

from operator import attrgetter
from typing import Any

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import Receive, Scope


class IndexedHeaders(Headers):
    """Behaves like Starlette's headers: names are found in any case, and the first header of a name counts."""

    def __init__(self, scope: Scope) -> None:
        # As Starlette's for raw headers.
        self._list = scope["headers"]
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
    """A request whose headers and state are looked up many times: its state is the dictionary of the lifespan."""

    headers = property(attrgetter("_headers"))
    state = property(attrgetter("_state"))

    def __init__(self, scope: Scope, receive: Receive) -> None:
        super().__init__(scope, receive)
        self._headers = IndexedHeaders(scope)
        self._state = scope["state"]
