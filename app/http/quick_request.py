"""A request that is quick to look into: Starlette's goes through all headers for each, and wraps what it holds."""

from typing import Any

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import Receive, Scope


class QuickHeaders(Headers):
    """Of several headers of one name the first counts, as Starlette has it."""

    def __init__(self, scope: Any) -> None:
        super().__init__(scope=scope)
        self._found: dict[str, str] = {
            name.decode("latin-1"): value.decode("latin-1") for name, value in reversed(scope["headers"])
        }

    def __getitem__(self, key: str) -> str:
        return self._found[key.lower()]

    def __contains__(self, key: Any) -> bool:
        return key.lower() in self._found

    def get(self, key: str, default: Any = None) -> Any:
        """The header's value, or the default."""
        return self._found.get(key.lower(), default)


class QuickRequest(Request[Any]):
    """Like any other, but that `state` is the dictionary itself: its values have no names of their own."""

    # Attributes in place of properties, for each is looked at several times.
    method: str = ""
    headers: Headers = Headers()
    state: Any = None

    def __init__(self, scope: Scope, receive: Receive) -> None:
        super().__init__(scope, receive)
        self.method = scope["method"]
        self.headers = QuickHeaders(scope)
        self.state = scope["state"]
